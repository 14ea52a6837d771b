package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A storage in the heap, in chunks of 64 KiB. Thread-safe. Everything in it is durable at once, for as long as the
 * object lives; it can be opened again after a close.
 *
 * <p>Reads and writes take no lock: the stack never lets two threads write the same bytes, and resizes only while
 * nobody writes. A resize makes another list of chunks and puts it in the place of the old one by one write, so an
 * error in it changes nothing.
 */
public final class MemoryStorage implements Storage {
    private static final int CHUNK = 1 << 16;
    private static final long MAX_SIZE = (long) CHUNK * (Integer.MAX_VALUE - 8);

    /** What there is at one moment; chunks may be beyond the size, reserved. */
    private record Content(byte[][] chunks, long size) {}

    /** Written by one thread at a time. */
    private volatile Content content = new Content(new byte[0][], 0);

    /** Creates an empty storage. */
    public MemoryStorage() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public long size() {
        return content.size;
    }

    @Override
    public int read(long position, ByteBuffer dst) {
        VarHandle.acquireFence();
        Content c = content;
        int n = (int) Math.max(0, Math.min(c.size - position, dst.remaining()));
        for (int done = 0; done < n; ) {
            long at = position + done;
            int from = (int) (at % CHUNK);
            int part = Math.min(n - done, CHUNK - from);
            dst.put(c.chunks[(int) (at / CHUNK)], from, part);
            done += part;
        }
        return n;
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        Content c = content;
        if (position < 0 || position > c.size - src.remaining()) {
            throw new IOException("write of %d bytes at byte %d is outside the %d bytes of the memory storage"
                    .formatted(src.remaining(), position, c.size));
        }
        for (long at = position; src.hasRemaining(); ) {
            int from = (int) (at % CHUNK);
            int part = Math.min(src.remaining(), CHUNK - from);
            src.get(c.chunks[(int) (at / CHUNK)], from, part);
            at += part;
        }
        VarHandle.releaseFence();
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        write(position, src);
    }

    @Override
    public void sync() {}

    @Override
    public synchronized void resize(long newSize) throws IOException {
        if (newSize < 0 || newSize > MAX_SIZE) {
            throw new IOException("a memory storage cannot have %d bytes".formatted(newSize));
        }
        Content c = content;
        byte[][] chunks = newSize < c.size ? Arrays.copyOf(c.chunks, chunksFor(newSize)) : grown(c.chunks, newSize);
        content = new Content(chunks, newSize);
        if (newSize < c.size && newSize % CHUNK != 0) {
            Arrays.fill(chunks[chunks.length - 1], (int) (newSize % CHUNK), CHUNK, (byte) 0);
        }
    }

    @Override
    public synchronized void reserve(long end) throws IOException {
        if (end > MAX_SIZE || end > Runtime.getRuntime().maxMemory()) {
            throw new IOException("a memory storage cannot have %d bytes in this JVM".formatted(end));
        }
        Content c = content;
        try {
            content = new Content(grown(c.chunks, end), c.size);
        } catch (OutOfMemoryError e) {
            throw new IOException("there is no memory for %d bytes".formatted(end), e);
        }
    }

    private static int chunksFor(long bytes) {
        return (int) ((bytes + CHUNK - 1) / CHUNK);
    }

    private static byte[][] grown(byte[][] chunks, long bytes) {
        int count = chunksFor(bytes);
        if (count <= chunks.length) {
            return chunks;
        }
        byte[][] more = Arrays.copyOf(chunks, count);
        for (int i = chunks.length; i < count; i++) {
            more[i] = new byte[CHUNK];
        }
        return more;
    }

    @Override
    public void close() {}
}
