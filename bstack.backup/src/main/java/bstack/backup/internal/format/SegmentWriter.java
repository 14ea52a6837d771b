package bstack.backup.internal.format;

import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.files.Folder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a segment: frames go into blocks, and count when {@link #flush} returns. If a method throws, what has not been
 * flushed may be there or not, and the writer can only be closed. Not thread-safe.
 */
public final class SegmentWriter implements Closeable, FrameSink {
    private final SegmentHeader header;
    private final BackupFile file;
    private final int headerCrc;
    private final ByteBuffer content =
            ByteBuffer.allocate(SegmentLayout.CONTENT).order(ByteOrder.LITTLE_ENDIAN);
    private long position;
    private int index;
    private boolean unsynced;

    private long last;
    private long lastMillis;
    private long firstMillis;
    private long frames;
    private long payloadLength;

    private SegmentWriter(SegmentHeader header, BackupFile file) {
        this.header = header;
        this.file = file;
        this.headerCrc = SegmentHeader.crc(header.encode());
        this.position = SegmentLayout.HEADER;
        this.last = header.from();
    }

    /**
     * Creates a segment under a name; it is durable with the folder's next flush.
     *
     * @param payloadLength of the state that it begins with
     */
    public static SegmentWriter create(Folder folder, String name, SegmentHeader header, long payloadLength)
            throws IOException {
        BackupFile file = folder.create(name);
        boolean kept = false;
        try {
            file.write(0, header.encode());
            file.sync();
            SegmentWriter writer = new SegmentWriter(header, file);
            writer.payloadLength = payloadLength;
            kept = true;
            return writer;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /** Goes on with a segment that has no seal, in order to seal it; what does not count is cut off. */
    static SegmentWriter resume(SegmentHeader header, BackupFile file, SegmentReader.Content found) throws IOException {
        SegmentWriter writer = new SegmentWriter(header, file);
        file.truncate(found.end());
        writer.position = found.end();
        writer.index = found.blocks();
        writer.last = found.last();
        writer.firstMillis = found.firstMillis();
        writer.lastMillis = found.lastMillis();
        writer.frames = found.frames();
        writer.payloadLength = found.payloadLength();
        writer.unsynced = true;
        return writer;
    }

    /** {@return its start} */
    public SegmentHeader header() {
        return header;
    }

    /** {@return the number of the last frame} */
    public long last() {
        return last;
    }

    /** {@return how many frames it has} */
    public long frames() {
        return frames;
    }

    /** {@return how large it is, about} */
    public long size() {
        return position + content.position();
    }

    @Override
    public void begin(long number, long millis, long newLength) throws IOException {
        last = number;
        lastMillis = millis;
        firstMillis = frames == 0 ? millis : firstMillis;
        payloadLength = newLength;
        putLong(number);
        putLong(millis);
        putLong(newLength);
    }

    /** A range of data begins, of which {@link #bytes} has the content. */
    public void range(long offset, long length) throws IOException {
        putByte(SegmentLayout.DATA);
        putLong(offset);
        putLong(length);
    }

    /** Bytes of a range. */
    public void bytes(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            room(1);
            int n = Math.min(content.remaining(), bytes.remaining());
            content.put(bytes.slice(bytes.position(), n));
            bytes.position(bytes.position() + n);
        }
    }

    @Override
    public void data(long offset, ByteBuffer bytes) throws IOException {
        range(offset, bytes.remaining());
        bytes(bytes);
    }

    @Override
    public void zero(long offset, long count) throws IOException {
        putByte(SegmentLayout.ZERO);
        putLong(offset);
        putLong(count);
    }

    @Override
    public void end() throws IOException {
        putByte(SegmentLayout.END);
        frames++;
    }

    /** Makes the frames durable. */
    public void flush() throws IOException {
        if (content.position() == 0) {
            return;
        }
        if (unsynced) {
            file.sync(); // before the block that makes them count
        }
        writeBlock(SegmentLayout.COUNTED);
        file.sync();
        unsynced = false;
    }

    /** Makes the frames durable, and says that there are no more. */
    public void seal() throws IOException {
        flush();
        if (unsynced) {
            file.sync();
        }
        content.putLong(last)
                .putLong(firstMillis)
                .putLong(lastMillis)
                .putLong(frames)
                .putLong(payloadLength);
        writeBlock(SegmentLayout.COUNTED | SegmentLayout.SEAL);
        file.sync();
        unsynced = false;
    }

    private void putByte(byte b) throws IOException {
        room(1);
        content.put(b);
    }

    private void putLong(long v) throws IOException {
        room(Long.BYTES);
        content.putLong(v);
    }

    /** A block is written when there is more, so that the last one has content. */
    private void room(int bytes) throws IOException {
        if (content.remaining() < bytes) {
            writeBlock(0);
            unsynced = true;
        }
    }

    private void writeBlock(int flags) throws IOException {
        content.flip();
        int length = content.remaining();
        ByteBuffer block = ByteBuffer.allocate(SegmentLayout.size(length)).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(SegmentLayout.BLOCK_MAGIC).putInt(flags).putInt(length).putInt(index);
        block.putInt(SegmentLayout.blockCrc(headerCrc, flags, index, content));
        block.position(SegmentLayout.BLOCK_HEADER).put(content).clear();
        int size = block.remaining();
        file.write(position, block);
        position += size;
        index++;
        content.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
