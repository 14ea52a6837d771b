package bstack.backup.internal.format;

import bstack.backup.BackupDamagedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes frames out of the contents of blocks, of which each may end anywhere. Not thread-safe. */
final class FrameParser {
    private static final int FRAME = 3 * Long.BYTES;
    private static final int RANGE = 2 * Long.BYTES;

    private enum Expects {
        FRAME,
        KIND,
        RANGE,
        BYTES
    }

    private final FrameSink sink;
    private final long most;
    private final String name;
    private final ByteBuffer fields = ByteBuffer.allocate(FRAME).order(ByteOrder.LITTLE_ENDIAN);
    private Expects expects = Expects.FRAME;
    private byte kind;
    private long number;
    private long payloadLength;
    private long offset;
    private long missing;
    private boolean done;

    /** @param most the number after which no frame is handed on */
    FrameParser(FrameSink sink, long most, String name) {
        this.sink = sink;
        this.most = most;
        this.name = name;
    }

    /** {@return whether all frames that were wanted have come} */
    boolean isDone() {
        return done;
    }

    boolean isBetweenFrames() {
        return expects == Expects.FRAME && fields.position() == 0;
    }

    /** Takes the content of a block, which is sound, so that only a mistake of its writer is found here. */
    void add(ByteBuffer content, long at) throws IOException {
        while (content.hasRemaining() && !done) {
            switch (expects) {
                case FRAME -> {
                    if (collect(content, FRAME)) {
                        begin();
                    }
                }
                case KIND -> kind(content.get(), at);
                case RANGE -> {
                    if (collect(content, RANGE)) {
                        range(at);
                    }
                }
                case BYTES -> bytes(content);
            }
        }
    }

    private boolean collect(ByteBuffer content, int count) {
        while (content.hasRemaining() && fields.position() < count) {
            fields.put(content.get());
        }
        if (fields.position() < count) {
            return false;
        }
        fields.flip();
        return true;
    }

    private void begin() throws IOException {
        number = fields.getLong();
        long millis = fields.getLong();
        payloadLength = fields.getLong();
        fields.clear();
        if (number > most) {
            done = true;
        } else {
            sink.begin(number, millis, payloadLength);
            expects = Expects.KIND;
        }
    }

    private void kind(byte found, long at) throws IOException {
        kind = found;
        if (found == SegmentLayout.END) {
            sink.end();
            expects = Expects.FRAME;
            done = number == most;
        } else if (found == SegmentLayout.DATA || found == SegmentLayout.ZERO) {
            expects = Expects.RANGE;
        } else {
            throw new BackupDamagedException(name, at, "%d is not a kind of range".formatted(found));
        }
    }

    private void range(long at) throws IOException {
        offset = fields.getLong();
        missing = fields.getLong();
        fields.clear();
        if (offset < 0 || missing < 0 || offset > payloadLength - missing) {
            throw new BackupDamagedException(
                    name,
                    at,
                    "a range of %d bytes at offset %d is outside of a payload of %d bytes"
                            .formatted(missing, offset, payloadLength));
        }
        if (kind == SegmentLayout.ZERO) {
            sink.zero(offset, missing);
            expects = Expects.KIND;
        } else {
            expects = missing == 0 ? Expects.KIND : Expects.BYTES;
        }
    }

    private void bytes(ByteBuffer content) throws IOException {
        int n = (int) Math.min(missing, content.remaining());
        sink.data(offset, content.slice(content.position(), n));
        content.position(content.position() + n);
        offset += n;
        missing -= n;
        expects = missing == 0 ? Expects.KIND : Expects.BYTES;
    }
}
