package bstack.demo.internal.salvage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A damaged file under another header: one that is at rest and whose payload is all that comes after it. So a file is read
 * whose own header or journal is damaged. The file is never written.
 */
final class OverlaidFile implements Storage {
    private static final int HEADER = 16;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final byte[] header;

    OverlaidFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = Math.max(HEADER, channel.size());
        this.header = ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("BSTK".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {0, 1, 10, 0})
                .putLong(size - HEADER)
                .array();
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        int begun = dst.position();
        while (dst.hasRemaining() && position + dst.position() - begun < size) {
            long at = position + dst.position() - begun;
            if (at < HEADER) {
                dst.put(header[(int) at]);
            } else if (channel.read(dst, at) <= 0) {
                break;
            }
        }
        return dst.position() - begun;
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        throw new IOException(path + " is only read");
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        write(position, src);
    }

    @Override
    public void sync() {
        // Nothing is ever written.
    }

    @Override
    public void resize(long newSize) throws IOException {
        throw new IOException(path + " is only read");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
