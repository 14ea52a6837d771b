package bstack.backup;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What another medium has at this moment, for reading. */
final class CopiedStorage implements Storage {
    private final ByteBuffer bytes;

    CopiedStorage(Storage medium) throws IOException {
        bytes = ByteBuffer.allocate((int) medium.size());
        medium.read(0, bytes);
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public int read(long position, ByteBuffer dst) {
        int n = (int) Math.max(0, Math.min(dst.remaining(), bytes.capacity() - position));
        dst.put(bytes.duplicate().clear().slice((int) Math.min(position, bytes.capacity()), n));
        return n;
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        throw new IOException("for reading");
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        throw new IOException("for reading");
    }

    @Override
    public void sync() {}

    @Override
    public void resize(long size) throws IOException {
        throw new IOException("for reading");
    }

    @Override
    public void close() {}
}
