package bstack.backup.internal.chain;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.chain.Catalog.Way;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.BaseSums;
import bstack.backup.internal.format.ChainId;
import bstack.backup.internal.format.Names;
import bstack.backup.internal.format.SegmentHeader;
import bstack.backup.internal.format.SegmentReader;
import bstack.backup.internal.format.SegmentWriter;
import bstack.core.BStack;
import bstack.core.CommittedFrame;
import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A chain that is being written: its end, and how the numbers of a source go on from there. Thread-safe.
 *
 * <p>Whatever fails, what the chain had stays. A segment whose write has failed is given up; the next one begins with a base.
 */
public final class Chain implements Closeable {
    private static final int PIECE = 1 << 18;
    /** A segment of this size, or age, is sealed, and another one begun. */
    private static final long ROTATE_SIZE = 64L << 20;

    private static final long ROTATE_MILLIS = 24L * 60 * 60 * 1000;

    private final Folder folder;
    private ChainId id;
    /** The number and time of the newest state. */
    private long last;

    private long lastMillis;
    private long lastLength;

    /** The source whose state {@link #sourceSequence} is the newest of the chain. */
    private @Nullable WeakReference<BStack> source;

    private long sourceSequence;
    private @Nullable SegmentWriter segment;
    private long segmentMillis;
    private boolean unflushed;
    /** The newest state that is durable. */
    private State durable;

    /**
     * The end of a chain.
     *
     * @param number of the newest state; 0 if there is none
     * @param millis its time
     * @param length of its payload
     */
    public record State(long number, long millis, long length) {}

    private Chain(Folder folder, ChainId id, State end) {
        this.folder = folder;
        this.id = id;
        this.last = end.number;
        this.lastMillis = end.millis;
        this.lastLength = end.length;
        this.durable = end;
    }

    /** Opens a chain to go on with: removes what an interruption has left, and seals its last segment. */
    public static Chain open(Folder folder) throws IOException {
        tidy(folder);
        Catalog catalog = Catalog.read(folder);
        ChainId id = catalog.chain();
        return new Chain(
                folder, id == null ? ChainId.random() : id, new State(catalog.highest(), catalog.newestMillis(), 0));
    }

    private static void tidy(Folder folder) throws IOException {
        List<String> names = folder.list();
        boolean changed = false;
        for (String name : names) {
            boolean left = Names.isTemporary(name) || isInterruptedBase(name, names);
            if (left) {
                folder.delete(name);
                changed = true;
            } else if (Names.isSegment(name)) {
                changed |= seal(folder, name);
            }
        }
        if (changed) {
            folder.sync();
        }
    }

    /**
     * Whether it is a base whose checksums were not written before a crash. Nothing goes on from it. If something does, its
     * checksums are lost, which is damage.
     */
    private static boolean isInterruptedBase(String name, List<String> names) {
        OptionalLong number = Names.numberOfBase(name);
        return number.isPresent()
                && !names.contains(Names.sums(number.getAsLong()))
                && names.stream()
                        .allMatch(other -> other.equals(name) || Names.largestNumber(other) < number.getAsLong());
    }

    /** Seals a segment that was being written, or deletes it if it has no frames. A damaged one stays as it is. */
    private static boolean seal(Folder folder, String name) throws IOException {
        SegmentReader reader;
        try {
            reader = SegmentReader.open(folder, name, true);
        } catch (BackupDamagedException e) {
            return false;
        }
        SegmentReader.Content content;
        try (reader) {
            if (reader.seal() != null) {
                return false;
            }
            content = reader.examine();
            if (content.damage() == null && content.frames() > 0) {
                reader.resume(content).seal();
                LoggerFactory.getLogger("bstack.backup")
                        .info("{}: an interrupted segment was completed after frame {}", reader.name(), content.last());
                return false;
            }
        }
        if (content.damage() == null) {
            folder.delete(name);
            return true;
        }
        return false;
    }

    /** {@return the newest state that is durable} */
    public synchronized State durable() {
        return durable;
    }

    /** {@return the newest state} */
    public synchronized State end() {
        return new State(last, lastMillis, lastLength);
    }

    /** {@return whether the chain's newest state is that of a source at a number of its frames, as known in memory} */
    public synchronized boolean isAt(BStack stack, long sequence) {
        return source != null && source.get() == stack && sourceSequence == sequence;
    }

    /** {@return up to which frame the chain has a source, or −1 if it is another one, or not known} */
    public synchronized long sequenceOf(BStack stack) {
        return source != null && source.get() == stack ? sourceSequence : -1;
    }

    /**
     * Compares a source with the newest state, byte by byte; if they are the same, the chain goes on from there.
     *
     * @return whether they are the same
     */
    public boolean adopt(BStack stack) throws IOException {
        long sequence = stack.sequence();
        Catalog catalog = Catalog.read(folder);
        if (!catalog.damage().isEmpty() || catalog.newest() == 0 || catalog.newest() != end().number) {
            return false;
        }
        Way way = catalog.way(catalog.newest(), Long.MAX_VALUE);
        try {
            if (way == null || !isSame(stack, way)) {
                return false;
            }
        } catch (BackupDamagedException e) {
            LoggerFactory.getLogger("bstack.backup").warn("the chain is damaged, and goes on with a new base", e);
            return false;
        } catch (IndexOutOfBoundsException changed) {
            return false;
        }
        synchronized (this) {
            if (stack.sequence() != sequence) {
                return false;
            }
            source = new WeakReference<>(stack);
            sourceSequence = sequence;
            lastLength = stack.length();
            durable = new State(last, lastMillis, lastLength);
            return true;
        }
    }

    private boolean isSame(BStack stack, Way way) throws IOException {
        Windows windows = new Windows(new Restoration(folder), way);
        long length = windows.length();
        if (stack.length() != length) {
            return false;
        }
        byte[] bytes = new byte[(int) Math.min(windows.size(), Math.max(1, length))];
        BitSet changed = new BitSet();
        for (long start = 0; start < length; start += windows.size()) {
            int n = (int) Math.min(windows.size(), length - start);
            long from = start;
            Base.read(folder, way.base(), start, start + n, (offset, block) -> {
                int at = (int) (offset - from);
                if (at < n) {
                    block.get(bytes, at, Math.min(block.remaining(), n - at));
                }
            });
            int window = (int) (start / windows.size());
            if (windows.isTouched(window)) {
                byte[] all = bytes.length == windows.size() ? bytes : Arrays.copyOf(bytes, windows.size());
                windows.load(window, all, changed);
                System.arraycopy(all, 0, bytes, 0, Math.min(all.length, bytes.length));
            }
            if (!isSame(stack, start, bytes, n)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(BStack stack, long start, byte[] expected, int n) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (int at = 0; at < n; at += piece.limit()) {
            piece.clear().limit(Math.min(PIECE, n - at));
            stack.getInto(start + at, piece);
            if (!piece.flip().equals(ByteBuffer.wrap(expected, at, piece.limit()))) {
                return false;
            }
        }
        return true;
    }

    /** Writes a base of a source; the chain goes on from there. */
    public Snapshot writeBase(BStack stack, CopyProgress progress) throws IOException {
        giveUpSegment();
        long number = end().number + 1;
        boolean complete = false;
        try {
            Snapshot snapshot = folder.snapshot(stack, Names.base(number), progress);
            long millis = Math.max(end().millis, snapshot.time().toEpochMilli());
            BaseSums sums = Base.complete(folder, id, number, millis);
            complete = true;
            synchronized (this) {
                last = number;
                lastMillis = millis;
                lastLength = sums.length();
                source = new WeakReference<>(stack);
                sourceSequence = snapshot.sequence();
                durable = new State(last, lastMillis, lastLength);
            }
            return snapshot;
        } finally {
            if (!complete) {
                Base.delete(folder, number);
                folder.delete(Names.temporary(Names.sums(number)));
                folder.sync();
            }
        }
    }

    /** Adds a frame of the source; it is durable after {@link #flush}. */
    public synchronized void add(CommittedFrame frame) throws IOException {
        boolean added = false;
        try {
            SegmentWriter writer = writer();
            long number = last + (frame.sequence() - sourceSequence);
            if (number != last + 1) {
                throw new IllegalStateException(
                        "frame %d does not follow frame %d".formatted(frame.sequence(), sourceSequence));
            }
            long millis = Math.max(lastMillis, frame.time().toEpochMilli());
            write(writer, frame, number, millis);
            last = number;
            lastMillis = millis;
            lastLength = frame.payloadLength();
            sourceSequence = frame.sequence();
            unflushed = true;
            added = true;
        } finally {
            if (!added) {
                // The chain has not the source's state any more.
                source = null;
            }
        }
    }

    private static void write(SegmentWriter writer, CommittedFrame frame, long number, long millis) throws IOException {
        writer.begin(number, millis, frame.payloadLength());
        for (CommittedFrame.Range range : frame.ranges()) {
            if (range.isZero()) {
                writer.zero(range.offset(), range.length());
            } else {
                writer.range(range.offset(), range.length());
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, range.length()));
                for (long at = 0; at < range.length(); at += piece.limit()) {
                    piece.clear().limit((int) Math.min(piece.capacity(), range.length() - at));
                    range.read(at, piece);
                    writer.bytes(piece.flip());
                }
            }
        }
        writer.end();
    }

    private SegmentWriter writer() throws IOException {
        SegmentWriter writer = segment;
        long now = System.currentTimeMillis();
        if (writer != null && (writer.size() >= ROTATE_SIZE || now - segmentMillis >= ROTATE_MILLIS)) {
            sealSegment();
            writer = null;
        }
        if (writer == null) {
            SegmentHeader header = new SegmentHeader(id, false, last, 0);
            String temporary = Names.temporary(header.fileName());
            writer = SegmentWriter.create(folder, temporary, header, lastLength);
            segment = writer;
            segmentMillis = now;
            folder.rename(temporary, header.fileName());
            folder.sync();
        }
        return writer;
    }

    /** Makes durable what was added. */
    public synchronized void flush() throws IOException {
        SegmentWriter writer = segment;
        if (unflushed && writer != null) {
            boolean flushed = false;
            try {
                writer.flush();
                flushed = true;
            } finally {
                if (!flushed) {
                    source = null;
                }
            }
            unflushed = false;
            durable = new State(last, lastMillis, lastLength);
        }
    }

    /** Makes durable what was added, and completes the segment. */
    public synchronized void sealSegment() throws IOException {
        SegmentWriter writer = segment;
        if (writer != null && source != null) {
            boolean sealed = false;
            try (writer) {
                if (writer.frames() > 0) {
                    writer.seal();
                }
                sealed = true;
            } finally {
                segment = null;
                unflushed = false;
                source = sealed ? source : null;
            }
            durable = new State(last, lastMillis, lastLength);
            if (writer.frames() == 0) {
                folder.delete(writer.header().fileName());
            }
        } else {
            giveUpSegment();
        }
    }

    /** After a failure: what of the segment counts is found out by reading it. */
    private synchronized void giveUpSegment() throws IOException {
        SegmentWriter writer = segment;
        if (writer != null && source != null) {
            sealSegment();
            return;
        }
        if (writer != null) {
            segment = null;
            unflushed = false;
            writer.close();
        }
        if (writer != null || source == null) {
            tidy(folder);
            Catalog catalog = Catalog.read(folder);
            last = Math.max(catalog.highest(), durable.number);
            lastMillis = Math.max(lastMillis, catalog.newestMillis());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            sealSegment();
        } finally {
            folder.close();
        }
    }
}
