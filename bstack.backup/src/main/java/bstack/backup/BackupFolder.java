package bstack.backup;

import bstack.backup.internal.chain.Catalog;
import bstack.backup.internal.chain.Chain;
import bstack.backup.internal.chain.Compaction;
import bstack.backup.internal.chain.Restoration;
import bstack.backup.internal.chain.Verification;
import bstack.backup.internal.files.DiskFolder;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.BaseSums;
import bstack.core.BStack;
import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a chain of backups of one stack: bases, which are whole payloads, and segments, which are the commits since.
 * Thread-safe.
 *
 * <pre>
 * try (BackupFolder backups = BackupFolder.open(folder);
 *         BackupFollowing following = backups.follow(stack, Duration.ofSeconds(1))) {
 *     ...                                     // each commit is in the chain a second later
 * }
 * BackupFolder.openReadOnly(folder).restore(file, RestorePoint.time(yesterday));
 * </pre>
 *
 * <p>A chain counts the states of its source by numbers of its own. A base begins it. Another base follows where it is not
 * known that the source is in the chain's newest state: {@link #backup} and {@link #follow} compare the two byte by byte,
 * unless the same stack is still open.
 *
 * <p>Everything that is written has a checksum. What is damaged is never restored: a {@link BackupDamagedException} names
 * file and position. Killed at any moment, the folder has every state that was durable before. An interrupt of a thread ends
 * what it does with an exception, and harms nothing.
 */
public final class BackupFolder implements Closeable {
    private static final CopyProgress SILENT = (done, total) -> {};
    /** How often a read begins again because a compaction elsewhere has deleted a file. */
    private static final int ATTEMPTS = 5;

    private final Folder folder;
    private final @Nullable Chain chain;
    /** Held while files are written, deleted, or read. */
    private final Object maintenance = new Object();

    private @Nullable BackupFollowing following;

    private BackupFolder(Folder folder, @Nullable Chain chain) {
        this.folder = folder;
        this.chain = chain;
    }

    /**
     * Opens a folder, or creates it. Nobody else can open it for writing meanwhile. What an interruption has left is put in
     * order.
     *
     * @param path the folder
     * @return the backups in it
     * @throws IOException if it is open already, or the file system fails
     */
    public static BackupFolder open(Path path) throws IOException {
        return open(DiskFolder.open(path));
    }

    /**
     * Opens a folder for restoring and verifying, also while backups are written to it.
     *
     * @param path the folder
     * @return the backups in it
     * @throws java.nio.file.NotDirectoryException if there is no such folder
     * @throws IOException if the file system fails
     */
    public static BackupFolder openReadOnly(Path path) throws IOException {
        return new BackupFolder(DiskFolder.unlocked(path), null);
    }

    static BackupFolder open(Folder folder) throws IOException {
        boolean opened = false;
        try {
            BackupFolder backups = new BackupFolder(folder, Chain.open(folder));
            opened = true;
            return backups;
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }

    static BackupFolder openReadOnly(Folder folder) {
        return new BackupFolder(folder, null);
    }

    /** {@return a name for messages} */
    public String name() {
        return folder.name();
    }

    // ---------------------------------------------------------------- writing

    /**
     * Brings the chain to the present state of a stack, beside its commits.
     *
     * @param stack the stack
     * @return what was done
     * @throws IOException if the folder or the stack fails; the chain has what it had before
     */
    public BackupResult backup(BStack stack) throws IOException {
        return backup(stack, SILENT);
    }

    /**
     * Brings the chain to the present state of a stack, beside its commits.
     *
     * @param stack the stack
     * @param progress is told how far it has come
     * @return what was done
     * @throws IOException as there, and what {@code progress} throws
     */
    public BackupResult backup(BStack stack, CopyProgress progress) throws IOException {
        Objects.requireNonNull(stack, "stack");
        Objects.requireNonNull(progress, "progress");
        synchronized (maintenance) {
            checkNotFollowing();
            return bringUpToDate(stack, progress);
        }
    }

    private BackupResult bringUpToDate(BStack stack, CopyProgress progress) throws IOException {
        Chain writer = writer();
        if (writer.isAt(stack, stack.sequence()) || writer.adopt(stack)) {
            return new BackupResult(point(writer.durable()), false, 0);
        }
        Snapshot made = writer.writeBase(stack, progress);
        return new BackupResult(point(writer.durable()), true, made.bytesWritten());
    }

    /** Writes a base, whatever the chain has. */
    Snapshot writeBase(BStack stack, CopyProgress progress) throws IOException {
        synchronized (maintenance) {
            return writer().writeBase(stack, progress);
        }
    }

    /**
     * Brings the chain to the present state of a stack, and from then on adds every commit to it.
     *
     * @param stack the stack, open for writing
     * @param flushEvery how long after a commit it is durable in the chain, about
     * @return what ends it
     * @throws IllegalStateException if this folder follows a stack already
     * @throws IOException if the folder or the stack fails
     */
    public BackupFollowing follow(BStack stack, Duration flushEvery) throws IOException {
        Objects.requireNonNull(stack, "stack");
        Objects.requireNonNull(flushEvery, "flushEvery");
        synchronized (maintenance) {
            checkNotFollowing();
            if (stack.isReadOnly()) {
                throw new IllegalStateException(
                        "%s is open for reading only: nothing is committed that could be followed"
                                .formatted(stack.name()));
            }
            if (writer().sequenceOf(stack) < 0) {
                bringUpToDate(stack, SILENT);
            }
            BackupFollowing started = new BackupFollowing(this, writer(), stack, flushEvery);
            started.start();
            following = started;
            return started;
        }
    }

    void ended(BackupFollowing one) {
        synchronized (maintenance) {
            if (following == one) {
                following = null;
            }
        }
    }

    private void checkNotFollowing() {
        if (following != null && following.isRunning()) {
            throw new IllegalStateException("%s: a stack is being followed; close that first".formatted(name()));
        }
    }

    /**
     * Lets go of states: of all that are older than a duration the newest is kept, and every younger one. What is kept is
     * made smaller: old segments are merged, or become a base. It may run while a stack is followed.
     *
     * @param keep how far back every state can be restored
     * @return what was done
     * @throws BackupDamagedException if the chain is damaged; nothing was deleted
     * @throws IOException if the folder fails; no state that is to be kept is lost
     */
    public CompactionResult compact(Duration keep) throws IOException {
        return compact(keep, SILENT);
    }

    /**
     * Lets go of states, see {@link #compact(Duration)}.
     *
     * @param keep how far back every state can be restored
     * @param progress is told how far it has come
     * @return what was done
     * @throws IOException as there, and what {@code progress} throws
     */
    public CompactionResult compact(Duration keep, CopyProgress progress) throws IOException {
        if (keep.isNegative()) {
            throw new IllegalArgumentException("%s is negative".formatted(keep));
        }
        return compactTo(Instant.now().minus(keep).toEpochMilli(), progress);
    }

    CompactionResult compactTo(long horizon, CopyProgress progress) throws IOException {
        synchronized (maintenance) {
            writer().sealSegment();
            long before = Catalog.read(folder).bytes();
            long oldest = new Compaction(folder, progress).run(horizon);
            return new CompactionResult(before, Catalog.read(folder).bytes(), oldest);
        }
    }

    // ---------------------------------------------------------------- reading

    /**
     * {@return what the chain has}
     *
     * @throws BackupDamagedException if that cannot be told because the chain is damaged
     * @throws IOException if the folder fails
     */
    public BackupStatus status() throws IOException {
        return reading(() -> {
            Catalog catalog = Catalog.read(folder);
            if (!catalog.damage().isEmpty()) {
                throw catalog.damage().get(0);
            }
            return status(catalog);
        });
    }

    private static BackupStatus status(Catalog catalog) {
        Map.Entry<Long, BaseSums> first = catalog.bases().firstEntry();
        return new BackupStatus(
                first == null ? null : point(first.getValue()),
                first == null
                        ? null
                        : new BackupPoint(
                                catalog.newest(), Instant.ofEpochMilli(catalog.newestMillis()), catalog.newestLength()),
                catalog.bases().size(),
                catalog.segments(),
                catalog.bytes());
    }

    /**
     * Writes a state of the source to a new file, a stack at rest, durable when this returns. Only its owner may read it.
     *
     * @param target the file, which must not exist
     * @param which the state
     * @return what was restored
     * @throws FileAlreadyExistsException if the file exists
     * @throws BackupDamagedException if the chain does not have that state, or is damaged; there is no file then
     * @throws IOException if a file system fails; there is no file then
     */
    public RestoreResult restore(Path target, RestorePoint which) throws IOException {
        return restore(target, which, SILENT);
    }

    /**
     * Writes a state of the source to a new file, see {@link #restore(Path, RestorePoint)}.
     *
     * @param target the file, which must not exist
     * @param which the state
     * @param progress is told how far it has come
     * @return what was restored
     * @throws IOException as there, and what {@code progress} throws
     */
    public RestoreResult restore(Path target, RestorePoint which, CopyProgress progress) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IllegalArgumentException("%s is not the name of a file".formatted(target));
        }
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "the file exists, and is not replaced: choose another name");
        }
        try (Folder to = DiskFolder.unlocked(parent)) {
            return restore(to, name.toString(), which, progress);
        }
    }

    RestoreResult restore(Folder target, String name, RestorePoint which, CopyProgress progress) throws IOException {
        Objects.requireNonNull(which, "which");
        return reading(() -> {
            Restoration.State state = new Restoration(folder)
                    .restore(which.limit(), which.millis(), which.takesSoundPart(), target, name, progress);
            return new RestoreResult(
                    new BackupPoint(state.number(), Instant.ofEpochMilli(state.millis()), state.length()),
                    state.damage());
        });
    }

    /**
     * Reads every byte of the chain, and checks it. Nothing is written.
     *
     * @return what was found
     * @throws IOException if the folder fails
     */
    public VerifyReport verify() throws IOException {
        return verify(SILENT);
    }

    /**
     * Reads every byte of the chain, and checks it. Nothing is written.
     *
     * @param progress is told how far it has come
     * @return what was found
     * @throws IOException if the folder fails, and what {@code progress} throws
     */
    public VerifyReport verify(CopyProgress progress) throws IOException {
        return reading(() -> {
            List<BackupDamagedException> findings = new Verification(folder).run(progress);
            return new VerifyReport(status(Catalog.read(folder)), findings);
        });
    }

    /** Reading. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads; again, if somebody else has deleted a file meanwhile. */
    private <T> T reading(Reading<T> reading) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                synchronized (maintenance) {
                    return reading.read();
                }
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    Chain writer() {
        Chain writer = chain;
        if (writer == null) {
            throw new IllegalStateException("%s is open for reading only".formatted(name()));
        }
        return writer;
    }

    private static BackupPoint point(Chain.State state) {
        return new BackupPoint(state.number(), Instant.ofEpochMilli(state.millis()), state.length());
    }

    private static BackupPoint point(BaseSums base) {
        return new BackupPoint(base.number(), Instant.ofEpochMilli(base.millis()), base.length());
    }

    /**
     * Ends a following, and closes the folder.
     *
     * @throws IOException if what was committed cannot be made durable in the chain
     */
    @Override
    public void close() throws IOException {
        BackupFollowing running = following;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            synchronized (maintenance) {
                if (chain != null) {
                    chain.close();
                } else {
                    folder.close();
                }
            }
        }
    }
}
