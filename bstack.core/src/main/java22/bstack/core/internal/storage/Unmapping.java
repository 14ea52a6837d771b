package bstack.core.internal.storage;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends a mapping, once: its arena may know of it although the attempt to map has failed after that. */
final class Unmapping implements Consumer<MemorySegment> {
    private static final long NONE = -1;

    private final long size;
    private volatile long address = NONE;

    /**
     * Creates it, before there is a mapping.
     *
     * @param size of the mapping, in bytes
     */
    Unmapping(long size) {
        this.size = size;
    }

    /** {@return what the call has returned, −1 if it has failed} */
    long is(long mapped) {
        address = mapped;
        return mapped;
    }

    @Override
    public void accept(@Nullable MemorySegment mapped) {
        long last = address;
        address = NONE;
        if (last != NONE) {
            Posix.munmap(last, size);
        }
    }
}
