package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A storage over an array that can only be read; cheap to make. */
record FixedStorage(byte[] bytes) implements Storage {
    @Override
    public String name() {
        return "fixed";
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer dst) {
        int n = (int) Math.clamp(bytes.length - position, 0L, (long) dst.remaining());
        if (n > 0) {
            dst.put(bytes, (int) position, n);
        }
        return n;
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        throw new IOException("written");
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        throw new IOException("written");
    }

    /** An opening for reading makes sure of what it shows; nothing here can be lost. */
    @Override
    public void sync() {}

    @Override
    public void resize(long size) throws IOException {
        throw new IOException("resized");
    }

    @Override
    public void close() {}
}
