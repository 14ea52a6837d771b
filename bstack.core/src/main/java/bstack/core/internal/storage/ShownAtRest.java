package bstack.core.internal.storage;

import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of another format that is at rest, shown as a file of format 0.1 at rest: a header that is made up, and the
 * payload. It is only read, and not mapped.
 */
public final class ShownAtRest implements Storage {
    private final Storage file;
    private final int payloadAt;
    private final long length;

    /**
     * Shows a file.
     *
     * @param file the file, which is closed with this storage
     * @param payloadAt position of the payload in the file
     * @param length the payload's length
     */
    public ShownAtRest(Storage file, int payloadAt, long length) {
        this.file = file;
        this.payloadAt = payloadAt;
        this.length = length;
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public BStackOptions.Access access() {
        return file.access();
    }

    @Override
    public long size() throws IOException {
        return file.size() - payloadAt + Header.SIZE;
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int made = 0;
        if (position < Header.SIZE) {
            made = Math.min(dst.remaining(), Header.SIZE - (int) position);
            dst.put(Header.atRest(length).position((int) position).limit((int) position + made));
        }
        return made + file.read(position + made - Header.SIZE + payloadAt, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) {
        throw refused();
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) {
        throw refused();
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void resize(long size) {
        throw refused();
    }

    private UnsupportedOperationException refused() {
        return new UnsupportedOperationException(name() + " is only read here");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
