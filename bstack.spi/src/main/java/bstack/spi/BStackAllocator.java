package bstack.spi;

import bstack.core.BStack;
import java.io.Closeable;
import java.io.IOException;

/** SCAFFOLD of the contract in DESIGN.md section 3. */
public interface BStackAllocator extends Closeable {
    String name();
    BStack stack();
    BStack intoStack() throws IOException;
    BStackSlice alloc(long length) throws IOException;
    BStackSlice realloc(BStackSlice slice, long newLength) throws IOException;
    void dealloc(BStackSlice slice) throws IOException;
    default BStackSlice slice(long start, long length) throws IOException {
        if (start < 0 || length < 0 || start > length() - length) throw new IndexOutOfBoundsException();
        return BStackSlice.of(this, start, length);
    }
    default BStackSlice reserved() throws IOException { return BStackSlice.of(this, 0, 0); }
    default long length() throws IOException { return stack().length(); }
    default boolean isEmpty() throws IOException { return stack().isEmpty(); }
    @Override default void close() throws IOException { stack().close(); }
}
