package bstack.core.internal.storage;

import bstack.core.Storage;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of another format that is at rest, shown as a file of format 0.1 at rest: a header that is made up, and the
 * payload. It is only read, and not mapped.
 */
public final class ShownAtRest extends ReadOnlyStorage {
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
        super(file);
        this.payloadAt = payloadAt;
        this.length = length;
    }

    @Override
    public long size() throws IOException {
        return read.size() - payloadAt + Header.SIZE;
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int made = 0;
        if (position < Header.SIZE) {
            made = Math.min(dst.remaining(), Header.SIZE - (int) position);
            dst.put(Header.atRest(length).position((int) position).limit((int) position + made));
        }
        return made + read.read(position + made - Header.SIZE + payloadAt, dst);
    }

    @Override
    public void close() throws IOException {
        read.close();
    }
}
