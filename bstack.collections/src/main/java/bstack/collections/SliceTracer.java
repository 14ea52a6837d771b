package bstack.collections;

import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Names the slices of a heap that its user reaches without a structure: those whose handles are kept in slices or bytes of
 * his own.
 */
@FunctionalInterface
public interface SliceTracer {
    /**
     * Calls the visitor for each slice that is in use, whole as it was allocated. Naming a slice twice does no harm.
     *
     * @param visitor takes the slices; it does not read them
     * @throws IOException if the slices cannot be found
     */
    void trace(Consumer<BStackSlice> visitor) throws IOException;
}
