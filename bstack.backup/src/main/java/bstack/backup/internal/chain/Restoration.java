package bstack.backup.internal.chain;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.chain.Catalog.Way;
import bstack.backup.internal.files.BackupFile;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.BaseSums;
import bstack.backup.internal.format.FrameSink;
import bstack.backup.internal.format.Names;
import bstack.backup.internal.format.SegmentReader;
import bstack.core.CopyProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** Finds a state of a chain, and writes it to a file. */
public final class Restoration {
    private static final int ZEROS = 1 << 16;

    private final Folder chain;

    /** @param chain the folder of the chain */
    public Restoration(Folder chain) {
        this.chain = chain;
    }

    /**
     * A state that was written.
     *
     * @param number its number
     * @param millis its time
     * @param length of its payload
     * @param damage why it is not the one that was asked for, or null
     */
    public record State(
            long number, long millis, long length, @Nullable BackupDamagedException damage) {}

    /**
     * Writes a state to a new file of another folder: complete and durable under its name, or nothing.
     *
     * @param most its number, or the largest that it may have
     * @param millis the latest time that it may have
     * @param soundPart whether a state before a damage will do
     * @throws BackupDamagedException if there is no way to it
     */
    public State restore(long most, long millis, boolean soundPart, Folder target, String name, CopyProgress progress)
            throws IOException {
        String temporary = Names.temporary(name);
        boolean written = false;
        try {
            State state = soundPart
                    ? restoreSound(most, millis, target, temporary, progress)
                    : restore(Catalog.read(chain), most, millis, target, temporary, progress);
            target.rename(temporary, name);
            boolean named = false;
            try {
                target.sync();
                named = true;
            } finally {
                if (!named) {
                    target.delete(name);
                }
            }
            written = true;
            return state;
        } finally {
            if (!written) {
                target.delete(temporary);
            }
        }
    }

    private State restore(Catalog catalog, long most, long millis, Folder target, String file, CopyProgress progress)
            throws IOException {
        boolean exact = most != Long.MAX_VALUE && millis == Long.MAX_VALUE;
        if (!exact && !catalog.damage().isEmpty()) {
            throw catalog.damage().get(0);
        }
        long number = exact ? most : newest(catalog, catalog.newest(), millis);
        Way way = catalog.way(number, Long.MAX_VALUE);
        if (way == null) {
            throw noWay(catalog, number);
        }
        return write(way, target, file, progress);
    }

    /** Tries states from the newest that is wanted on, in a catalog whose segments end before the damage. */
    private State restoreSound(long most, long millis, Folder target, String file, CopyProgress progress)
            throws IOException {
        Catalog catalog = Catalog.readAll(chain);
        BackupDamagedException damage =
                catalog.damage().isEmpty() ? null : catalog.damage().get(0);
        long wanted = Math.min(most, catalog.newest());
        long before = Long.MAX_VALUE;
        long number = newest(catalog, wanted, millis);
        damage = damage == null && most != Long.MAX_VALUE && number < most ? noWay(catalog, most) : damage;
        while (true) {
            Way way = catalog.way(number, before);
            if (way != null) {
                try {
                    State state = write(way, target, file, progress);
                    return new State(state.number, state.millis, state.length, damage);
                } catch (BackupDamagedException e) {
                    // A base: an older one may do.
                    target.delete(file);
                    damage = damage == null ? e : damage;
                    before = way.base().number();
                    continue;
                }
            }
            damage = damage == null ? noWay(catalog, number) : damage;
            Long lower = catalog.ends().lower(number);
            if (lower == null) {
                throw damage;
            }
            number = lower;
            before = Long.MAX_VALUE;
        }
    }

    private BackupDamagedException noWay(Catalog catalog, long number) {
        NavigableSet<Long> ends = catalog.ends();
        Long below = ends.floor(number);
        Long above = ends.ceiling(number);
        String near = ends.isEmpty()
                ? "there is none at all"
                : "the nearest are %s and %s".formatted(below == null ? "none" : below, above == null ? "none" : above);
        return new BackupDamagedException(chain.name(), -1, "state %d cannot be restored: %s".formatted(number, near));
    }

    /** {@return the newest state that is not after a number, nor after a time} */
    private long newest(Catalog catalog, long most, long millis) throws IOException {
        long newest = -1;
        for (Map.Entry<Long, BaseSums> base : catalog.bases().entrySet()) {
            if (base.getKey() <= most && base.getValue().millis() <= millis) {
                newest = base.getKey();
            }
        }
        for (Piece piece : catalog.pieces()) {
            if (piece.to() <= most && piece.content().lastMillis() <= millis) {
                newest = Math.max(newest, piece.content().frames() == 0 ? -1 : piece.to());
            } else if (!piece.merged() && piece.from() < most && piece.content().firstMillis() <= millis) {
                newest = Math.max(newest, newestIn(piece, most, millis));
            }
        }
        if (newest < 0) {
            throw new BackupDamagedException(
                    chain.name(),
                    -1,
                    "the chain has no state that is old enough: its first one is %s".formatted(first(catalog)));
        }
        return newest;
    }

    private static String first(Catalog catalog) {
        Map.Entry<Long, BaseSums> first = catalog.bases().firstEntry();
        return first == null
                ? "missing"
                : "%d, of %s"
                        .formatted(
                                first.getKey(),
                                Instant.ofEpochMilli(first.getValue().millis()));
    }

    private long newestIn(Piece piece, long most, long millis) throws IOException {
        long[] found = {-1};
        try (SegmentReader reader = SegmentReader.open(chain, piece.file(), false)) {
            reader.read(
                    new Ignoring() {
                        @Override
                        public void begin(long number, long time, long payloadLength) {
                            found[0] = time <= millis ? number : found[0];
                        }
                    },
                    Math.min(most, piece.to()));
        }
        return found[0];
    }

    /** Hands the frames of a way to a sink, up to its end. */
    void frames(Way way, FrameSink sink) throws IOException {
        for (Piece piece : way.pieces()) {
            try (SegmentReader reader = SegmentReader.open(chain, piece.file(), false)) {
                reader.read(sink, Math.min(piece.to(), way.number()));
            }
        }
    }

    /** Writes a state to a new file, durably; the folder is not flushed. */
    State write(Way way, Folder target, String name, CopyProgress progress) throws IOException {
        try (BackupFile file = target.create(name)) {
            BaseSums base = way.base();
            long total = base.length();
            for (Piece piece : way.pieces()) {
                total += piece.size();
            }
            Writing writing = new Writing(file, base, total, progress);
            Base.read(chain, base, 0, base.length(), (offset, bytes) -> {
                writing.advance(bytes.remaining());
                file.write(Base.HEADER + offset, bytes);
            });
            frames(way, writing);
            if (writing.number != way.number()) {
                throw new BackupDamagedException(
                        chain.name(),
                        -1,
                        "expected frames up to %d, found them up to %d".formatted(way.number(), writing.number));
            }
            long size = Base.HEADER + writing.length;
            if (file.size() > size) {
                file.truncate(size);
            }
            file.sync();
            file.write(0, Base.header(writing.length));
            file.sync();
            if (file.size() != size) {
                throw new BackupDamagedException(
                        chain.name(),
                        -1,
                        "state %d has %d bytes, and only %d were found".formatted(way.number(), size, file.size()));
            }
            return new State(writing.number, writing.millis, writing.length, null);
        }
    }

    /** Writes frames to a file. */
    private static final class Writing implements FrameSink {
        private final BackupFile file;
        private final CopyProgress progress;
        private final long total;
        private long done;
        private long number;
        private long millis;
        private long length;

        Writing(BackupFile file, BaseSums base, long total, CopyProgress progress) {
            this.file = file;
            this.number = base.number();
            this.millis = base.millis();
            this.length = base.length();
            this.total = total;
            this.progress = progress;
        }

        void advance(long bytes) throws IOException {
            done += bytes;
            progress.copied(Math.min(done, total), total);
        }

        @Override
        public void begin(long frame, long time, long payloadLength) {
            number = frame;
            millis = time;
            length = payloadLength;
        }

        @Override
        public void data(long offset, ByteBuffer bytes) throws IOException {
            advance(bytes.remaining());
            file.write(Base.HEADER + offset, bytes);
        }

        @Override
        public void zero(long offset, long count) throws IOException {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, count));
            for (long at = 0; at < count; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), count - at));
                file.write(Base.HEADER + offset + at, zeros);
            }
        }

        @Override
        public void end() {}
    }

    /** Uses bytes up, and does nothing with them. */
    abstract static class Ignoring implements FrameSink {
        @Override
        public void data(long offset, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void zero(long offset, long count) {}

        @Override
        public void end() {}
    }
}
