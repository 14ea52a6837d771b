package bstack.core.internal.storage;

import bstack.core.BStackLockedException;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a stack with portable access holds, so that no other access of this library has the file at the same time.
 *
 * <p>The file itself is locked in two parts, and between them the {@link LockBeside}. The first part fails early. The
 * lock beside is what lasts. The second part proves that no native access, which locks the whole file and cannot lose
 * that lock, has come before the lock beside was there; one that comes later finds the lock beside. Decision 59 goes
 * through the cases.
 */
final class PortableLock {
    private static final long FIRST_PART = Long.MAX_VALUE - 1;

    private final LockRegistry.Entry entry;
    private final String path;
    /** Whether this one counts among the portable holders. Guarded by {@link LockRegistry.Entry#monitor()}. */
    private boolean counted;

    /** Kept because the JVM forgets a lock whose object is garbage, though the system does not. */
    @SuppressWarnings("UnusedVariable")
    private @Nullable FileLock firstPart;

    @SuppressWarnings("UnusedVariable")
    private @Nullable FileLock secondPart;

    PortableLock(LockRegistry.Entry entry, Path path) {
        this.entry = entry;
        this.path = path.toString();
    }

    /**
     * Takes it, without waiting; when this fails it is to be closed all the same.
     *
     * @param data the stack's file
     * @throws BStackLockedException if the file is in use
     */
    void take(Path file, BlockingFile data, boolean shared) throws IOException {
        synchronized (entry.monitor()) {
            if (entry.portable == 0) {
                firstPart = lock(data, 0, FIRST_PART, shared);
                takeBeside(file, shared);
                secondPart = lock(data, FIRST_PART, 1, shared);
            }
            // Otherwise other readers of this JVM hold all that is needed; its locks belong to the JVM as a whole.
            entry.portable++;
            counted = true;
        }
    }

    private void takeBeside(Path file, boolean shared) throws IOException {
        entry.beside = LockBeside.of(file);
        if (entry.beside == null) {
            return;
        }
        LockBeside.Outcome outcome = entry.beside.take(shared);
        if (outcome == LockBeside.Outcome.HELD) {
            throw new BStackLockedException(path, entry.beside.isHeldHere());
        }
        if (outcome == LockBeside.Outcome.IMPOSSIBLE) {
            OwnDescriptors.announceUnguarded();
            Log.warn(
                    Log.STORAGE,
                    "{}: {} cannot be created: the lock of this reader is lost when this JVM closes another channel of"
                            + " the file",
                    path,
                    entry.beside.file());
        }
    }

    private FileLock lock(BlockingFile data, long position, long size, boolean shared) throws IOException {
        try {
            FileLock lock = data.tryLock(position, size, shared);
            if (lock == null) {
                throw new BStackLockedException(path, false);
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            // Held by this JVM, but not through this class: another copy of the library, or the program itself.
            throw new BStackLockedException(path, true);
        }
    }

    /**
     * Gives it up, and closes the file, as one step: a channel that is still open keeps the next one of this JVM from
     * locking the file. A second time it does nothing but what the first could not do.
     *
     * @param data the stack's file; null if it could not be opened
     * @param again the same file, open once more; or null
     */
    void close(@Nullable BlockingFile data, @Nullable BlockingFile again) throws IOException {
        synchronized (entry.monitor()) {
            try {
                if (counted) {
                    counted = false;
                    entry.portable--;
                }
                if (entry.portable == 0 && entry.beside != null) {
                    entry.beside.release();
                    entry.beside = null;
                }
            } finally {
                try {
                    if (again != null) {
                        again.close();
                    }
                } finally {
                    if (data != null) {
                        data.close();
                    }
                }
            }
        }
    }
}
