package bstack.testkit.internal.errors;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small and fast medium: what readers see, what a power cut would leave, and how often it was changed. It outlives the
 * stack on it. Thread-safe.
 */
final class ErrorMedium implements Storage {
    private byte[] shown;
    private int size;
    private byte[] durable;
    private boolean open = true;
    private int changes;
    private int syncs;
    private int resizes;
    private volatile @Nullable Runnable nextFlush;

    /** Creates a medium that holds a file. */
    ErrorMedium(byte[] file) {
        shown = file.clone();
        size = file.length;
        durable = file.clone();
    }

    @Override
    public String name() {
        return "medium";
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized int read(long position, ByteBuffer dst) {
        int n = (int) Math.max(0, Math.min(dst.remaining(), size - position));
        dst.put(shown, (int) Math.min(position, size), n);
        return n;
    }

    @Override
    public synchronized void write(long position, ByteBuffer src) throws IOException {
        if (position < 0 || position > size - src.remaining()) {
            throw new IOException(
                    "write of %d bytes at %d outside the size %d".formatted(src.remaining(), position, size));
        }
        changes++;
        src.get(shown, (int) position, src.remaining());
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        int n = src.remaining();
        beforeFlush();
        synchronized (this) {
            write(position, src);
            if (durable.length < position + n) {
                durable = Arrays.copyOf(durable, size);
            }
            System.arraycopy(shown, (int) position, durable, (int) position, n);
        }
    }

    @Override
    public void sync() throws IOException {
        beforeFlush();
        synchronized (this) {
            syncs++;
            durable = Arrays.copyOf(shown, size);
        }
    }

    /** Runs something at the beginning of the next flush; null: nothing. */
    void onNextFlush(@Nullable Runnable action) {
        nextFlush = action;
    }

    private void beforeFlush() {
        Runnable action = nextFlush;
        if (action != null) {
            nextFlush = null;
            action.run();
        }
    }

    @Override
    public synchronized void resize(long newSize) {
        changes++;
        resizes++;
        if (newSize > shown.length) {
            shown = Arrays.copyOf(shown, (int) newSize + (int) newSize / 4);
        } else if (newSize < size) {
            Arrays.fill(shown, (int) newSize, size, (byte) 0);
        }
        size = (int) newSize;
    }

    @Override
    public synchronized void close() {
        open = false;
    }

    /** {@return this, which a stack has again} */
    synchronized ErrorMedium reopened() {
        open = true;
        return this;
    }

    /** {@return whether a stack has it} */
    synchronized boolean isOpen() {
        return open;
    }

    /** {@return how often it was written to or resized} */
    synchronized int changes() {
        return changes;
    }

    synchronized int syncs() {
        return syncs;
    }

    synchronized int resizes() {
        return resizes;
    }

    /** {@return what readers see} */
    synchronized byte[] bytes() {
        return Arrays.copyOf(shown, size);
    }

    /** {@return what a killed process leaves} */
    synchronized ErrorMedium killed() {
        return new ErrorMedium(bytes());
    }

    /** {@return what a power cut leaves if it takes all that is not flushed} */
    synchronized ErrorMedium powerCut() {
        return new ErrorMedium(durable);
    }
}
