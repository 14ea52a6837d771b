package bstack.collections;

import bstack.spi.BStackSlice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A slice that the structures of a heap occupy, and what it is for. {@link HeapRoot#trace} makes it. Two of these are equal
 * only if they have the same array as the key.
 *
 * @param slice the slice, whole as it was allocated
 * @param structure the name of the structure; empty for the directory, and for what a dropped structure has left
 * @param part what it is
 * @param key the key of a value, in the bytes of its codec; null for what is no value
 */
@SuppressWarnings({"ArrayRecordComponent", "exports"}) // documented; a user needs no JSpecify
public record SliceUse(BStackSlice slice, String structure, Part part, byte @Nullable [] key) {

    /** What a slice is to its structure. */
    public enum Part {
        /** The header, which names the root page. */
        HEADER,
        /** A page. */
        PAGE,
        /** A value that is in no page. */
        VALUE
    }

    /** Creates the description of a slice. */
    public SliceUse {
        Objects.requireNonNull(slice, "slice");
        Objects.requireNonNull(structure, "structure");
        Objects.requireNonNull(part, "part");
    }
}
