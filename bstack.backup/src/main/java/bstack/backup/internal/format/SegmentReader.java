package bstack.backup.internal.format;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.files.Folder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Reads a segment; see {@link SegmentLayout} for what counts. Not thread-safe. */
public final class SegmentReader implements Closeable {
    private final BackupFile file;
    private final SegmentHeader header;
    private final int headerCrc;

    /**
     * What counts in a segment.
     *
     * @param end position after the last block that counts, the seal not included
     * @param blocks how many blocks that are
     * @param sealed whether a seal follows
     * @param last the number of the last frame; that of the state before the segment if it has none
     * @param firstMillis the time of the first frame
     * @param lastMillis the time of the last one
     * @param frames how many there are
     * @param payloadLength the payload's length after the last one; −1 if there is none
     * @param damage why no more counts, or null
     */
    public record Content(
            long end,
            int blocks,
            boolean sealed,
            long last,
            long firstMillis,
            long lastMillis,
            long frames,
            long payloadLength,
            @Nullable BackupDamagedException damage) {}

    /** A block. */
    private record Block(int flags, int size, ByteBuffer content) {
        boolean isCounted() {
            return (flags & SegmentLayout.COUNTED) != 0;
        }

        boolean isSeal() {
            return (flags & SegmentLayout.SEAL) != 0;
        }
    }

    private SegmentReader(BackupFile file) throws IOException {
        this.file = file;
        this.header = SegmentHeader.read(file);
        this.headerCrc = SegmentHeader.crc(header.encode());
    }

    /** Opens a segment. */
    public static SegmentReader open(Folder folder, String name, boolean forWriting) throws IOException {
        BackupFile file = folder.open(name, forWriting);
        boolean kept = false;
        try {
            SegmentReader reader = new SegmentReader(file);
            if (!reader.header.fileName().equals(name)) {
                throw new BackupDamagedException(
                        file.name(), 32, "expected the name %s".formatted(reader.header.fileName()));
            }
            kept = true;
            return reader;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /** {@return its start} */
    public SegmentHeader header() {
        return header;
    }

    /** {@return a name for messages} */
    public String name() {
        return file.name();
    }

    /** {@return its size} */
    public long size() throws IOException {
        return file.size();
    }

    /** {@return what its seal says, or null if it has none} */
    public @Nullable Content seal() throws IOException {
        long size = file.size();
        long at = size - SegmentLayout.SEAL_SIZE;
        if (at < SegmentLayout.HEADER || at % SegmentLayout.ALIGNMENT != 0) {
            return null;
        }
        Block block = block(at, -1);
        return block == null || !block.isSeal() || block.content.remaining() != SegmentLayout.SEAL_CONTENT
                ? null
                : content(at, 0, block);
    }

    private static Content content(long at, int blocks, Block seal) {
        ByteBuffer c = seal.content;
        return new Content(
                at, blocks, true, c.getLong(0), c.getLong(8), c.getLong(16), c.getLong(24), c.getLong(32), null);
    }

    /** Reads everything, and finds what counts; hands it to nobody. */
    public Content examine() throws IOException {
        return scan(new Counter(), Long.MAX_VALUE, true);
    }

    /**
     * Hands the frames to a sink, up to a number.
     *
     * @throws BackupDamagedException at the first place that is damaged; the sink may have had frames before it, and a part
     *     of one
     */
    public void read(FrameSink sink, long most) throws IOException {
        Content found = scan(sink, most, false);
        if (found.damage != null) {
            throw found.damage;
        }
    }

    /** Goes on with a segment that has no seal, in order to seal it. The file is closed with the writer. */
    public SegmentWriter resume(Content found) throws IOException {
        return SegmentWriter.resume(header, file, found);
    }

    private Content scan(FrameSink sink, long most, boolean examines) throws IOException {
        Counter counter = sink instanceof Counter c ? c : new Counter();
        // Without a seal, what comes after the last counted block must not be handed on.
        long limit = examines || seal() != null ? Long.MAX_VALUE : examine().end;
        FrameParser parser = new FrameParser(sink, most, file.name());
        Content counted = counter.content(header, SegmentLayout.HEADER, 0, null);
        int index = 0;
        for (long at = SegmentLayout.HEADER; at < limit; index++) {
            Block block = block(at, index);
            if (block == null) {
                return at == file.size() || !isFollowed(at)
                        ? counted
                        : damaged(counted, at, "expected block %d, found damage".formatted(index));
            }
            if (block.isSeal()) {
                Content seal = content(at, index, block);
                if (at + block.size != file.size()) {
                    return damaged(counted, at + block.size, "expected the end of the segment");
                }
                if (examines && (seal.last != counted.last || seal.frames != counted.frames)) {
                    return damaged(
                            counted,
                            at,
                            "the seal says %d frames up to %d, but there are %d up to %d"
                                    .formatted(seal.frames, seal.last, counted.frames, counted.last));
                }
                return seal;
            }
            parser.add(block.content, at);
            at += block.size;
            if (parser.isDone()) {
                return counted;
            }
            if (block.isCounted()) {
                if (!parser.isBetweenFrames()) {
                    return damaged(counted, at, "a frame ends too late");
                }
                counted = counter.content(header, at, index + 1, null);
            }
        }
        return counted;
    }

    private Content damaged(Content counted, long at, String what) {
        return new Content(
                counted.end,
                counted.blocks,
                false,
                counted.last,
                counted.firstMillis,
                counted.lastMillis,
                counted.frames,
                counted.payloadLength,
                new BackupDamagedException(file.name(), at, what));
    }

    /** {@return whether after a block that is not whole there is one that was written later, so that it was whole} */
    private boolean isFollowed(long at) throws IOException {
        long size = file.size();
        ByteBuffer magic = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (long from = at; from < size; from += magic.capacity() - SegmentLayout.ALIGNMENT) {
            magic.clear();
            int n = file.read(from, magic);
            for (int i = 0; i + 4 <= n; i += SegmentLayout.ALIGNMENT) {
                if (magic.getInt(i) == SegmentLayout.BLOCK_MAGIC && from + i > at) {
                    Block later = block(from + i, -1);
                    if (later != null && later.isCounted()) {
                        return true;
                    }
                }
            }
            if (n <= SegmentLayout.ALIGNMENT) {
                break;
            }
        }
        return false;
    }

    /** {@return the block at a position, or null if there is no whole one} */
    private @Nullable Block block(long at, int expected) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(SegmentLayout.BLOCK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(at, head) < SegmentLayout.BLOCK_HEADER) {
            return null;
        }
        int flags = head.getInt(4);
        int length = head.getInt(8);
        int index = head.getInt(12);
        if (head.getInt(0) != SegmentLayout.BLOCK_MAGIC
                || length <= 0
                || length > SegmentLayout.CONTENT
                || expected >= 0 && index != expected) {
            return null;
        }
        int size = SegmentLayout.size(length);
        ByteBuffer content =
                ByteBuffer.allocate(size - SegmentLayout.BLOCK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(at + SegmentLayout.BLOCK_HEADER, content) < content.capacity()) {
            return null;
        }
        content.flip().limit(length);
        return SegmentLayout.blockCrc(headerCrc, flags, index, content) == head.getInt(16)
                ? new Block(flags, size, content)
                : null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Counts frames. */
    private static final class Counter implements FrameSink {
        private long last = -1;
        private long firstMillis;
        private long lastMillis;
        private long frames;
        private long payloadLength = -1;

        @Override
        public void begin(long number, long millis, long length) {
            last = number;
            lastMillis = millis;
            firstMillis = frames == 0 ? millis : firstMillis;
            payloadLength = length;
            frames++;
        }

        @Override
        public void data(long offset, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void zero(long offset, long count) {}

        @Override
        public void end() {}

        Content content(SegmentHeader header, long end, int blocks, @Nullable BackupDamagedException damage) {
            return new Content(
                    end,
                    blocks,
                    false,
                    frames == 0 ? header.from() : last,
                    firstMillis,
                    lastMillis,
                    frames,
                    payloadLength,
                    damage);
        }
    }
}
