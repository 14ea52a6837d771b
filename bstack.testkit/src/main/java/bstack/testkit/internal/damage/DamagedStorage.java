package bstack.testkit.internal.damage;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A medium that holds a given file, and counts the work done on it: more than an allowance is an AssertionError, so
 * that a loop that never ends is found without a clock. Not thread-safe.
 */
public final class DamagedStorage implements Storage {
    /** Room that a sound writer may take in addition to what there is: a journal, and what an operation appends. */
    private static final int MOST_GROWTH = 1 << 20;

    private static final int BYTES_PER_STEP = 64;

    private final int largest;
    private byte[] bytes;
    private int size;
    private boolean shared;
    private long allowance;

    /** @param file the content; it is not changed */
    public DamagedStorage(byte[] file) {
        bytes = file;
        size = file.length;
        shared = true;
        largest = file.length + MOST_GROWTH;
        renewAllowance();
    }

    /** Allows as much work as any one step may take. */
    public void renewAllowance() {
        allowance = 20_000 + 2L * size;
    }

    /** {@return a stack on it, with the smallest journal; a step of its own} */
    public BStack openStack() throws IOException {
        renewAllowance();
        return BStack.open(
                this,
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0));
    }

    /** {@return the content; not a copy if it is as it was given} */
    byte[] bytes() {
        return shared && size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** {@return whether nothing has been written} */
    public boolean isUntouched() {
        return shared;
    }

    @Override
    public String name() {
        return "damaged";
    }

    @Override
    public long size() {
        work(0);
        return size;
    }

    @Override
    public int read(long position, ByteBuffer dst) {
        int n = (int) Math.max(0, Math.min(size - position, dst.remaining()));
        if (position < 0) {
            throw new AssertionError("read at " + position);
        }
        work(n);
        if (n > 0) {
            dst.put(bytes, (int) position, n);
        }
        return n;
    }

    private void work(int moved) {
        allowance -= 1 + moved / BYTES_PER_STEP;
        if (allowance < 0) {
            throw new AssertionError("no end: more work than a file of %d bytes can take".formatted(size));
        }
    }

    @Override
    public void write(long position, ByteBuffer src) {
        if (position < 0 || position > size - src.remaining()) {
            throw new AssertionError(
                    "write of %d bytes at %d, outside of %d".formatted(src.remaining(), position, size));
        }
        work(src.remaining());
        own(bytes.length);
        src.get(bytes, (int) position, src.remaining());
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) {
        write(position, src);
    }

    @Override
    public void sync() {
        // What is written is there.
    }

    @Override
    public void resize(long newSize) {
        if (newSize < 0 || newSize > largest) {
            throw new AssertionError("a size of %d for a file of %d bytes".formatted(newSize, size));
        }
        own(Math.max(bytes.length, (int) newSize));
        if (newSize < size) {
            Arrays.fill(bytes, (int) newSize, size, (byte) 0);
        }
        size = (int) newSize;
    }

    private void own(int capacity) {
        if (shared || capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, capacity);
            shared = false;
        }
    }

    @Override
    public void reserve(long end) throws IOException {
        if (end > largest) {
            throw new IOException("no space for %d bytes".formatted(end));
        }
    }

    @Override
    public void close() {
        // It can be opened again.
    }
}
