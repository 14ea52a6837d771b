package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A storage in the heap, in chunks of 64 KiB. Thread-safe. Everything in it is durable at once, for as long as the
 * object lives; it can be opened again after a close.
 */
public final class MemoryStorage implements Storage {
    private static final int CHUNK = 1 << 16;
    private static final long MAX_SIZE = (long) CHUNK * (Integer.MAX_VALUE - 8);

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private byte[][] chunks = new byte[0][];
    private long size;

    /** Creates an empty storage. */
    public MemoryStorage() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public long size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public int read(long position, ByteBuffer dst) {
        lock.readLock().lock();
        try {
            int n = (int) Math.clamp(size - position, 0L, (long) dst.remaining());
            for (int done = 0; done < n; ) {
                long at = position + done;
                int from = (int) (at % CHUNK);
                int part = Math.min(n - done, CHUNK - from);
                dst.put(chunks[(int) (at / CHUNK)], from, part);
                done += part;
            }
            return n;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        // A read lock suffices: the stack never lets two threads write the same bytes, and the size stays.
        lock.readLock().lock();
        try {
            if (position < 0 || position > size - src.remaining()) {
                throw new IOException("write of %d bytes at byte %d is outside the %d bytes of the memory storage"
                        .formatted(src.remaining(), position, size));
            }
            for (long at = position; src.hasRemaining(); ) {
                int from = (int) (at % CHUNK);
                int part = Math.min(src.remaining(), CHUNK - from);
                src.get(chunks[(int) (at / CHUNK)], from, part);
                at += part;
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        write(position, src);
    }

    @Override
    public void sync() {}

    @Override
    public void resize(long newSize) throws IOException {
        if (newSize < 0 || newSize > MAX_SIZE) {
            throw new IOException("a memory storage cannot have %d bytes".formatted(newSize));
        }
        lock.writeLock().lock();
        try {
            if (newSize < size) {
                chunks = Arrays.copyOf(chunks, chunksFor(newSize));
                if (newSize % CHUNK != 0) {
                    Arrays.fill(chunks[chunks.length - 1], (int) (newSize % CHUNK), CHUNK, (byte) 0);
                }
            } else {
                allocate(chunksFor(newSize));
            }
            size = newSize;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void reserve(long end) throws IOException {
        if (end > MAX_SIZE || end > Runtime.getRuntime().maxMemory()) {
            throw new IOException("a memory storage cannot have %d bytes in this JVM".formatted(end));
        }
        lock.writeLock().lock();
        byte[][] before = chunks;
        try {
            allocate(chunksFor(end));
        } catch (OutOfMemoryError e) {
            chunks = before;
            throw new IOException("there is no memory for %d bytes".formatted(end), e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static int chunksFor(long bytes) {
        return (int) ((bytes + CHUNK - 1) / CHUNK);
    }

    private void allocate(int count) {
        int old = chunks.length;
        if (count > old) {
            chunks = Arrays.copyOf(chunks, count);
            for (int i = old; i < count; i++) {
                chunks[i] = new byte[CHUNK];
            }
        }
    }

    @Override
    public void close() {}
}
