package bstack.core.internal.storage;

import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;

/** Opens or creates the file of a stack, locked. Chooses between the native storage and the file channel. */
public final class StorageFiles {
    /** How long to wait for another process before trying again; a release by this JVM ends the wait. */
    private static final long PAUSE_NANOS = 10_000_000L;

    private StorageFiles() {}

    /**
     * Opens a file, exclusively or, to read only, shared with other readers.
     *
     * @param path the file
     * @param access by what means
     * @param readOnly whether to open for reading only
     * @param create whether to create the file if it is missing; never for reading only
     * @return the storage, which holds the lock until it is closed
     * @throws BStackLockedException if the file is in use
     * @throws IOException if there is no such file, or the file system fails
     */
    public static Storage open(Path path, BStackOptions.Access access, boolean readOnly, boolean create)
            throws IOException {
        return open(path, BStackOptions.defaults().access(access).createsMissing(create), readOnly);
    }

    /**
     * Opens a file, exclusively or, to read only, shared with other readers; waits for it as long as the options say.
     *
     * @param path the file
     * @param options by what means, whether to create it if it is missing, and how long to wait if it is in use
     * @param readOnly whether to open for reading only; then it is not created
     * @return the storage, which holds the lock until it is closed
     * @throws BStackLockedException if the file is in use
     * @throws IOException if there is no such file, or the file system fails
     */
    public static Storage open(Path path, BStackOptions options, boolean readOnly) throws IOException {
        CallDepth.toOpen();
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException("%s belongs to %s: a stack needs a file of the default file system"
                    .formatted(path, path.getFileSystem()));
        }
        boolean natively = isNative(path, options.access());
        boolean creates = options.createsMissing() && !readOnly;
        long start = System.nanoTime();
        long patience = nanos(options.lockTimeout());
        while (true) {
            try {
                return natively
                        ? NativeAccess.open(path, readOnly, creates)
                        : ChannelFiles.open(path, readOnly, creates);
            } catch (BStackLockedException held) {
                long left = patience - (System.nanoTime() - start);
                if (left <= 0 || !LockRegistry.awaitRelease(Math.min(left, PAUSE_NANOS))) {
                    throw named(held, path, readOnly);
                }
            }
        }
    }

    /** The system does not always name the holder, which may be another copy of this library in this JVM. */
    private static BStackLockedException named(BStackLockedException held, Path path, boolean readOnly) {
        return held.heldByThisJvm() || !OwnDescriptors.exclude(path, readOnly)
                ? held
                : new BStackLockedException(path.toString(), true);
    }

    private static boolean isNative(Path path, BStackOptions.Access access) throws IOException {
        if (access != BStackOptions.Access.FILE_CHANNEL && NativeAccess.isAvailable()) {
            return true;
        }
        if (access == BStackOptions.Access.NATIVE) {
            throw new IOException("%s: %s; or choose another access".formatted(path, NativeAccess.whyNot()));
        }
        if (NativeAccess.isLinux()) {
            Log.info(
                    Log.STORAGE,
                    "{} is opened by portable access: this does not exclude the Rust and C implementations of bstack,"
                            + " do not use them on it meanwhile",
                    path);
        }
        return false;
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }
}
