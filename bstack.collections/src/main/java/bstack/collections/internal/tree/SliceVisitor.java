package bstack.collections.internal.tree;

import bstack.spi.BStackSlice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Is shown the slices of a structure. */
@FunctionalInterface
public interface SliceVisitor {
    /** What a slice is to its tree. */
    enum Part {
        /** The header. */
        HEADER,
        /** A page. */
        PAGE,
        /** A value that is in no page. */
        VALUE
    }

    /** The key of a value. */
    @FunctionalInterface
    interface Key {
        /** {@return its bytes, a copy} */
        byte[] bytes();
    }

    /** Takes a slice, whole as it was allocated. */
    void visit(BStackSlice slice) throws IOException;

    /**
     * Takes a slice and what it is; this default takes the slice alone.
     *
     * @param slice the slice, whole as it was allocated
     * @param part what it is
     * @param key the key of a value; null for a part that is none
     */
    default void visit(BStackSlice slice, Part part, @Nullable Key key) throws IOException {
        visit(slice);
    }
}
