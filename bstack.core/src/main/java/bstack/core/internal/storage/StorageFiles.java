package bstack.core.internal.storage;

import bstack.core.BStackLockedException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens or creates the file of a stack, locked. Chooses between the native storage and the file channel. */
public final class StorageFiles {
    private static final Logger LOG = LoggerFactory.getLogger("bstack.core.storage");

    /** Whether system calls can be made; found out, and if not logged, once. */
    private static final class NativeAccess {
        static final boolean AVAILABLE = probe();

        private static boolean probe() {
            if (!isLinux()) {
                LOG.info("bstack uses FileChannel storage: its native storage knows Linux only");
                return false;
            }
            try {
                Posix.describe(Posix.size(-1) < 0 ? Posix.EIO : 0);
                return true;
            } catch (IllegalCallerException | LinkageError | UnsupportedOperationException e) {
                LOG.warn(
                        "bstack falls back to FileChannel storage, with which an interrupt fails the stack: native"
                                + " access is denied; add --enable-native-access={} ({})",
                        StorageFiles.class.getModule().isNamed() ? "bstack.core" : "ALL-UNNAMED",
                        e.toString());
                return false;
            }
        }

        /** Asked before {@link Posix} is touched, whose initialisation fails elsewhere, and where access is denied. */
        private static boolean isLinux() {
            return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")
                    && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
        }
    }

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
     * @throws IOException if there is no such file, or the file system refuses
     */
    public static Storage open(Path path, BStackOptions.Access access, boolean readOnly, boolean create)
            throws IOException {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException("%s belongs to %s: a stack lives in a file of the default file system"
                    .formatted(path, path.getFileSystem()));
        }
        if (access == BStackOptions.Access.NATIVE && !NativeAccess.AVAILABLE) {
            throw new IOException("%s: native access is not available: allow it by --enable-native-access, or choose"
                    .formatted(path) + " another access");
        }
        boolean nativeAccess = access != BStackOptions.Access.FILE_CHANNEL && NativeAccess.AVAILABLE;
        boolean creates = create && !readOnly;
        return nativeAccess
                ? PosixFiles.open(path, readOnly, creates)
                : ChannelFiles.open(path, readOnly, creates);
    }
}
