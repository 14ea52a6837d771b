package bstack.collections.internal.tree;

import bstack.spi.BStackSlice;
import java.io.IOException;

/** Is shown the slices of a structure. */
@FunctionalInterface
public interface SliceVisitor {
    /** Takes a slice, whole as it was allocated. */
    void visit(BStackSlice slice) throws IOException;
}
