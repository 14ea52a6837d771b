package bstack.core.internal.storage;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock of portable access: on a file beside the stack's, which nothing else opens. A lock of a channel is
 * lost when the JVM closes any descriptor of the locked file, and nobody can keep the rest of a program from reading the
 * stack's file.
 *
 * <p>The file is named after the inode, so that links in the same folder lead to it as well. Two of its bytes are
 * locked: {@link #SESSION} for as long as the stack is open; {@link #STEP} only while the file is taken or given up. It
 * is empty while it is the one that counts. The last one to leave, having both bytes for itself, makes it {@link #DEAD}
 * and removes it; who has opened it before that sees that it is dead, and opens the next one.
 *
 * <p>Not thread-safe: guarded by {@link LockRegistry.Entry#monitor()}.
 */
final class LockBeside {
    /** Locked, shared or exclusively, as long as the stack is open. */
    static final long SESSION = 0;
    /** Locked for moments, by who takes the file or gives it up. */
    static final long STEP = 1;
    /** The least size of a file that does not count any more. */
    private static final int DEAD = 1;

    private static final int LARGEST_MARK = 4096;
    private static final int MARKS = 3;
    private static final int ATTEMPTS = 100;
    private static final long STEP_PATIENCE_NANOS = 10_000_000_000L;
    private static final long STEP_PAUSE_NANOS = 200_000L;

    private final Path stack;
    private final Path file;
    private @Nullable BlockingFile channel;
    private @Nullable FileLock session;
    private boolean writable;
    private boolean heldHere;

    private LockBeside(Path stack, Path file) {
        this.stack = stack;
        this.file = file;
    }

    /** What came of an attempt to take the lock. */
    enum Outcome {
        /** It is held now. */
        TAKEN,
        /** Another process holds it. */
        HELD,
        /** There is no such file, and this reader cannot make one. */
        IMPOSSIBLE,
        /** The file has been removed meanwhile: not an answer, but a reason to try again. */
        REMOVED
    }

    /** {@return the lock for a stack's file; null on platforms whose locks cannot be lost like that, which have no inodes} */
    static @Nullable LockBeside of(Path stack) throws IOException {
        Path file = fileFor(stack);
        return file == null ? null : new LockBeside(stack, file);
    }

    /** {@return the file beside a stack's; null where there are no inodes} */
    static @Nullable Path fileFor(Path stack) throws IOException {
        Object inode;
        try {
            inode = Files.getAttribute(stack, "unix:ino");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
        return stack.toRealPath().resolveSibling(nameFor(inode));
    }

    /** {@return the name of the file beside a stack's} */
    static String nameFor(Object inode) {
        return ".bstack-%s.lock".formatted(inode);
    }

    /** {@return the file that is locked} */
    Path file() {
        return file;
    }

    /**
     * Takes the lock, without waiting for who has it.
     *
     * @throws IOException if the file system fails
     */
    Outcome take(boolean shared) throws IOException {
        Outcome outcome = Outcome.REMOVED;
        try {
            for (int attempt = 0; outcome == Outcome.REMOVED && attempt < ATTEMPTS; attempt++) {
                outcome = attempt(shared);
            }
        } finally {
            if (outcome != Outcome.TAKEN) {
                closeChannel();
            }
        }
        if (outcome == Outcome.REMOVED) {
            // Others come and go all the time; or a dead one cannot be changed by this reader.
            return writable ? Outcome.HELD : Outcome.IMPOSSIBLE;
        }
        return outcome;
    }

    private Outcome attempt(boolean shared) throws IOException {
        closeChannel();
        if (!open(shared)) {
            return Outcome.IMPOSSIBLE;
        }
        BlockingFile opened = channel;
        if (opened == null) {
            return Outcome.REMOVED;
        }
        FileLock step = awaitStep(opened);
        if (step == null) {
            return Outcome.HELD;
        }
        if (opened.size() >= DEAD && !(writable && revived(opened))) {
            return Outcome.REMOVED;
        }
        session = tryLock(opened, SESSION, shared);
        if (session == null) {
            return Outcome.HELD;
        }
        step.release();
        return Outcome.TAKEN;
    }

    /** {@return false if there is no such file and none can be made; no channel if it has come or gone at that moment} */
    private boolean open(boolean shared) throws IOException {
        writable = true;
        try {
            channel = open(Set.of(READ, WRITE, LinkOption.NOFOLLOW_LINKS));
            return true;
        } catch (NoSuchFileException e) {
            return create(shared);
        } catch (AccessDeniedException e) {
            if (!shared) {
                throw refused(e);
            }
            writable = false;
            openForReading();
            return true;
        }
    }

    private void openForReading() throws IOException {
        try {
            channel = open(Set.of(READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            channel = null;
        }
    }

    private BlockingFile open(Set<OpenOption> how) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "it is not a regular file: remove it");
        }
        return BlockingFile.open(file, how);
    }

    private boolean create(boolean shared) throws IOException {
        try {
            channel = BlockingFile.open(file, CREATE_NEW, READ, WRITE);
        } catch (FileAlreadyExistsException e) {
            return true;
        } catch (FileSystemException e) {
            if (shared) {
                return false;
            }
            throw refused(e);
        }
        allowTheSameUsers();
        return true;
    }

    private FileSystemException refused(FileSystemException e) {
        String reason =
                "to write by portable access one must be able to lock that file: allow it, or choose native access"
                        + " (" + e + ")";
        FileSystemException refusal = e instanceof AccessDeniedException
                ? new AccessDeniedException(stack.toString(), file.toString(), reason)
                : new FileSystemException(stack.toString(), file.toString(), reason);
        refusal.initCause(e);
        return refusal;
    }

    /** Who may open the stack must be able to see its lock. */
    private void allowTheSameUsers() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(stack);
            Files.setPosixFilePermissions(file, permissions);
        } catch (IOException | UnsupportedOperationException e) {
            return; // then those of the process must do
        }
    }

    /** {@return the lock of a byte, or null if somebody has it} It may be another copy of this library in this JVM. */
    private @Nullable FileLock tryLock(BlockingFile opened, long position, boolean shared) throws IOException {
        try {
            return opened.tryLock(position, 1, shared);
        } catch (OverlappingFileLockException e) {
            heldHere = true;
            return null;
        }
    }

    /** {@return whether it is this JVM that has kept the lock from being taken} */
    boolean isHeldHere() {
        return heldHere;
    }

    /** Who holds this byte gives it back in a moment, or has been stopped. */
    private @Nullable FileLock awaitStep(BlockingFile opened) throws IOException {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                FileLock step = tryLock(opened, STEP, !writable);
                if (step != null || System.nanoTime() - start > STEP_PATIENCE_NANOS) {
                    return step;
                }
                LockSupport.parkNanos(STEP_PAUSE_NANOS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Makes a dead file the one that counts, if it still has the name: who made it dead was killed before it could
     * remove it. What is seen under the name is this very file if its size follows what is written here, several times.
     */
    private boolean revived(BlockingFile opened) throws IOException {
        for (int i = 0; i < MARKS; i++) {
            int size = ThreadLocalRandom.current().nextInt(DEAD + 1, LARGEST_MARK);
            opened.truncate(DEAD);
            opened.write(ByteBuffer.allocate(1), size - 1);
            if (sizeByName() != size) {
                return false;
            }
        }
        opened.truncate(0);
        return true;
    }

    private long sizeByName() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Gives up the lock, and removes the file if nobody else uses it. A second time it does nothing. */
    void release() throws IOException {
        try {
            if (channel != null && session != null && writable) {
                removeIfUnused(channel, session);
            }
        } finally {
            closeChannel();
        }
    }

    private void removeIfUnused(BlockingFile opened, FileLock held) {
        try {
            if (opened.isOpen() && awaitStep(opened) != null) {
                held.release();
                if (tryLock(opened, SESSION, false) != null) {
                    opened.write(ByteBuffer.allocate(DEAD), 0);
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            Log.debug(Log.STORAGE, "{} stays, which does no harm: {}", file, e.toString());
        }
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
