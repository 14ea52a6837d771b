package bstack.core.internal.commit;

import bstack.core.internal.edits.Ranges;
import bstack.core.internal.edits.WriteSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A read of so many bytes that commits and other readers must not wait for it. It copies in parts, without a lock.
 * Commits that become visible meanwhile note what they change, and that is copied once more. The last of it, a little,
 * is copied under the payload's gate while nothing changes, so all bytes are those of that one moment. The gate is also
 * taken for moments at the start and between two rounds.
 *
 * <p>Used by the thread that reads; {@link #changed} by commits. What they share is guarded by the payload's gate.
 */
final class LongRead {
    /** From how many bytes on a read is a long one. */
    static final long LEAST = 4 << 20;

    private static final int PIECE = 1 << 20;
    /** So much is copied while nothing changes. */
    private static final long AT_ONCE = 1 << 20;
    /** So often others may change more than that before they have to wait. */
    private static final int ROUNDS = 16;
    /** An array that has become too small gets so much more. */
    private static final int SLACK = 4 << 20;

    private static final long MORE = -2;

    private final CommittedPayload payload;
    private final String name;
    private final long start;
    private long end;
    private byte[] array;
    private final @Nullable ByteBuffer buffer;
    /** Whether it goes up to the end of the payload, wherever that is at the moment that counts. */
    private final boolean tail;

    /** What has to be copied, again or for the first time. */
    private Stale stale = new Stale();

    private Stale taken = new Stale();
    /** The next one that is under way. */
    @Nullable
    LongRead next;

    private LongRead(
            CommittedPayload payload, long start, long end, byte[] array, @Nullable ByteBuffer buffer, boolean tail) {
        this.payload = payload;
        this.name = payload.name();
        this.start = start;
        this.end = end;
        this.array = array;
        this.buffer = buffer;
        this.tail = tail;
        stale.add(start, end);
    }

    /**
     * Reads a range, if it is within the visible length.
     *
     * @param array where the bytes go, from its start on; or null
     * @param buffer else where they go, from its position on, which stays
     * @return the visible length if the range is not within it, and what was read counts for nothing; −1 if it was read
     */
    static long range(CommittedPayload payload, long start, long end, byte[] array, @Nullable ByteBuffer buffer)
            throws IOException {
        return new LongRead(payload, start, end, array, buffer, false).run();
    }

    /** {@return the payload from an offset to its end, which is at another one, perhaps nearer, when this is called} */
    static byte[] tail(CommittedPayload payload, long start, long end) throws IOException {
        byte[] array = new byte[Ranges.arraySize(payload.name(), start, end)];
        LongRead read = new LongRead(payload, start, end, array, null, true);
        read.run();
        int n = (int) (read.end - start);
        return n == read.array.length ? read.array : Arrays.copyOf(read.array, n);
    }

    private long run() throws IOException {
        synchronized (payload.gate()) {
            payload.addLongRead(this);
        }
        try {
            for (int round = 0; ; round++) {
                long answer = finish(round == ROUNDS);
                if (answer != MORE) {
                    return answer;
                }
                makeRoom();
                copyTaken();
            }
        } finally {
            synchronized (payload.gate()) {
                payload.removeLongRead(this);
            }
        }
    }

    /** Copies what is left if it is little; else takes it, to be copied while others go on. */
    private long finish(boolean atLast) throws IOException {
        synchronized (payload.gate()) {
            CommittedPayload.View v = payload.opened();
            if (tail) {
                stale.add(end, v.length());
                end = Math.max(start, v.length());
            } else if (end > v.length()) {
                return v.length();
            }
            if (tail && start > v.length()) {
                throw Ranges.outside(name, start, start, v.length());
            }
            boolean little = stale.bytes(end) <= AT_ONCE && hasRoom();
            if (!little && !atLast) {
                Stale all = stale;
                stale = taken;
                stale.clear();
                taken = all;
                return MORE;
            }
            makeRoom();
            for (int i = 0; i < stale.count; i++) {
                if (!copy(v, stale.from[i], Math.min(end, stale.to[i]))) {
                    throw payload.truncated(end);
                }
            }
            payload.opened();
            return -1;
        }
    }

    private boolean hasRoom() {
        return buffer != null || end - start <= array.length;
    }

    private void makeRoom() {
        if (!hasRoom()) {
            int needed = Ranges.arraySize(name, start, end);
            array = Arrays.copyOf(array, (int) Math.min(Ranges.MAX_ARRAY, needed + (long) SLACK));
        }
    }

    private void copyTaken() throws IOException {
        for (int i = 0; i < taken.count; i++) {
            long to = Math.min(end, taken.to[i]);
            for (long at = taken.from[i]; at < to; at += PIECE) {
                long pieceEnd = Math.min(to, at + PIECE);
                if (!copyNow(at, pieceEnd)) {
                    // The mapping was closed, or the file cut off after a shorter payload: seen to in the next round.
                    synchronized (payload.gate()) {
                        stale.add(at, pieceEnd);
                    }
                }
            }
        }
    }

    /**
     * By a call, never from the mapping: where that is closed under a copy, the JVM throws the reader out and sets its
     * interrupted flag, which nobody has asked for.
     */
    private boolean copyNow(long from, long to) throws IOException {
        payload.opened();
        try {
            return payload.readByCall(from, (int) (to - from), array, index(from), slice(from));
        } catch (IOException e) {
            payload.opened(); // overtaken by a close?
            throw e;
        }
    }

    private boolean copy(CommittedPayload.View v, long from, long to) throws IOException {
        return from >= to || payload.copy(v, from, to, array, index(from), slice(from));
    }

    private int index(long from) {
        return (int) (from - start);
    }

    private @Nullable ByteBuffer slice(long from) {
        return buffer == null ? null : buffer.duplicate().position(buffer.position() + index(from));
    }

    /** Notes what a commit changes that becomes visible. Under the gate; cannot fail. */
    void changed(WriteSet edits) {
        try {
            edits.extents().forEach(e -> stale.add(Math.max(start, e.start()), e.end()));
        } catch (Throwable e) {
            stale.add(start, Long.MAX_VALUE);
        }
    }

    /** Ranges; where there are too many, one around all of them. */
    private static final class Stale {
        private static final int MOST = 1024;

        final long[] from = new long[MOST];
        final long[] to = new long[MOST];
        int count;

        void add(long start, long end) {
            if (start >= end) {
                return;
            }
            if (count == MOST) {
                for (int i = 1; i < MOST; i++) {
                    from[0] = Math.min(from[0], from[i]);
                    to[0] = Math.max(to[0], to[i]);
                }
                count = 1;
            }
            from[count] = start;
            to[count] = end;
            count++;
        }

        long bytes(long end) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += Math.max(0, Math.min(end, to[i]) - from[i]);
            }
            return sum;
        }

        void clear() {
            count = 0;
        }
    }
}
