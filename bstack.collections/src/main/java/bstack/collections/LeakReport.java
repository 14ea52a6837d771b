package bstack.collections;

import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.List;

/** What is allocated in a heap and reached by no structure and no tracer. */
public interface LeakReport {
    /** {@return the slices, in the order of their addresses} */
    List<BStackSlice> slices();

    /** {@return the bytes of the heap that they occupy, padding included} */
    long bytes();

    /**
     * Frees them, in one transaction.
     *
     * @throws IllegalStateException if something was allocated or freed since the report was made, or the report has been
     *     freed: nothing is freed then
     * @throws IOException if the stack fails
     */
    void free() throws IOException;
}
