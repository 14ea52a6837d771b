package bstack.collections.internal.tree;

import bstack.spi.BStackSlice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides which slices of a structure move, and where to. */
@FunctionalInterface
public interface SliceMover {
    /**
     * {@return a slice of the same length that has just been allocated, to which this one moves; or null if it stays}
     *
     * <p>The structure copies the bytes, names the new slice in the place of the old one, and frees the old one, all in
     * the same transaction.
     */
    @Nullable
    BStackSlice move(BStackSlice slice) throws IOException;
}
