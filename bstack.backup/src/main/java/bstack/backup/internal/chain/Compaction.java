package bstack.backup.internal.chain;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.chain.Catalog.Way;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.ChainId;
import bstack.backup.internal.format.Names;
import bstack.backup.internal.format.SegmentHeader;
import bstack.backup.internal.format.SegmentWriter;
import bstack.core.CopyProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Makes one state of all that are older than a time, and lets go of the others.
 *
 * <p>Let H be the newest end of a base or segment that is old enough. All that leads to H becomes one base and one merged
 * segment or, where these would be larger than half as much again as the payload of H, one base. What is new is complete and
 * durable before anything old is deleted. So an interruption leaves every state that is to be kept, and files too many, which
 * the next compaction deletes.
 */
public final class Compaction {
    private final Folder folder;
    private final Restoration restoration;
    private final CopyProgress progress;

    /** Creates a compaction of a chain. */
    public Compaction(Folder folder, CopyProgress progress) {
        this.folder = folder;
        this.restoration = new Restoration(folder);
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param horizon states of this time, in milliseconds, or older count as old
     * @return the number of the oldest state that is left, 0 if there is none
     * @throws BackupDamagedException if the chain is damaged; nothing has been deleted
     */
    public long run(long horizon) throws IOException {
        Catalog catalog = Catalog.read(folder);
        if (!catalog.damage().isEmpty()) {
            throw catalog.damage().get(0);
        }
        long state = oldEnd(catalog, horizon);
        ChainId id = catalog.chain();
        if (state > 0 && id != null) {
            Way way = catalog.way(state, Long.MAX_VALUE);
            if (way == null) {
                throw new BackupDamagedException(
                        folder.name(), -1, "state %d cannot be restored, so nothing is deleted".formatted(state));
            }
            compact(catalog, id, way);
        }
        Catalog after = Catalog.read(folder);
        return after.ends().isEmpty() ? 0 : after.ends().first();
    }

    private long oldEnd(Catalog catalog, long horizon) {
        TreeSet<Long> old = new TreeSet<>();
        NavigableSet<Long> ends = catalog.ends();
        for (long end : ends) {
            if (millisOf(catalog, end) <= horizon) {
                old.add(end);
            }
        }
        Long state = old.isEmpty() ? null : old.last();
        // No segment may begin before it and end after it, nor may one that is being written begin before it.
        for (boolean moved = true; moved && state != null; ) {
            moved = false;
            for (Piece piece : catalog.pieces()) {
                if (state != null
                        && piece.from() < state
                        && (piece.to() > state || !piece.content().sealed())) {
                    state = old.floor(piece.from());
                    moved = true;
                }
            }
        }
        return state == null ? 0 : state;
    }

    private static long millisOf(Catalog catalog, long end) {
        if (catalog.bases().containsKey(end)) {
            return catalog.bases().get(end).millis();
        }
        for (Piece piece : catalog.pieces()) {
            if (piece.to() == end) {
                return piece.content().lastMillis();
            }
        }
        return Long.MAX_VALUE;
    }

    private void compact(Catalog catalog, ChainId id, Way way) throws IOException {
        long state = way.number();
        long size = Base.HEADER + way.base().length();
        for (Piece piece : way.pieces()) {
            size += piece.size();
        }
        boolean isMerged = way.pieces().size() == 1 && way.pieces().get(0).merged();
        List<String> kept = new ArrayList<>();
        long base = way.base().number();
        if (way.pieces().isEmpty()) {
            check(way);
        } else {
            long length = way.pieces().get(way.pieces().size() - 1).content().payloadLength();
            if (size > (Base.HEADER + length) + (Base.HEADER + length) / 2) {
                fold(id, way);
                base = state;
            } else if (isMerged) {
                check(way);
                kept.add(way.pieces().get(0).file());
            } else {
                check(way);
                kept.add(merge(id, way));
            }
        }
        delete(catalog, state, base, kept);
    }

    /** What is kept must be sound, before anything else goes. */
    private void check(Way way) throws IOException {
        Base.read(folder, way.base(), 0, way.base().length(), (offset, block) -> {});
        restoration.frames(way, new Restoration.Ignoring() {
            @Override
            public void begin(long number, long millis, long payloadLength) {}
        });
    }

    private void fold(ChainId id, Way way) throws IOException {
        boolean complete = false;
        // One without checksums may have been left by an interrupted compaction.
        folder.delete(Names.base(way.number()));
        try {
            Restoration.State state = restoration.write(way, folder, Names.base(way.number()), progress);
            folder.sync();
            Base.complete(folder, id, way.number(), state.millis());
            complete = true;
        } finally {
            if (!complete) {
                Base.delete(folder, way.number());
                folder.delete(Names.temporary(Names.sums(way.number())));
            }
        }
    }

    private String merge(ChainId id, Way way) throws IOException {
        SegmentHeader header = new SegmentHeader(id, true, way.base().number(), way.number());
        String temporary = Names.temporary(header.fileName());
        boolean complete = false;
        try {
            Windows windows = new Windows(restoration, way);
            try (SegmentWriter writer =
                    SegmentWriter.create(folder, temporary, header, way.base().length())) {
                writer.begin(way.number(), windows.millis(), windows.length());
                windows.forEach((start, bytes, changed) -> {
                    write(writer, start, bytes, changed);
                    progress.copied(Math.min(start + bytes.length, windows.length()), windows.length());
                });
                writer.end();
                writer.seal();
            }
            folder.rename(temporary, header.fileName());
            folder.sync();
            complete = true;
            return header.fileName();
        } finally {
            if (!complete) {
                folder.delete(temporary);
            }
        }
    }

    private static void write(SegmentWriter writer, long start, byte[] bytes, BitSet changed) throws IOException {
        for (int from = changed.nextSetBit(0); from >= 0; ) {
            int to = changed.nextClearBit(from);
            writer.data(start + from, ByteBuffer.wrap(bytes, from, to - from));
            from = changed.nextSetBit(to);
        }
    }

    /** From the last to the first, so that an interruption leaves nothing to which nothing leads. */
    private void delete(Catalog catalog, long state, long base, List<String> kept) throws IOException {
        List<Piece> last = new ArrayList<>(catalog.pieces());
        last.sort(Comparator.comparingLong(Piece::from).reversed());
        for (Piece piece : last) {
            if (piece.to() <= state && !kept.contains(piece.file())) {
                folder.delete(piece.file());
                folder.sync();
            }
        }
        for (long number : catalog.bases().keySet()) {
            if (number < state && number != base) {
                Base.delete(folder, number);
            }
        }
        folder.sync();
    }
}
