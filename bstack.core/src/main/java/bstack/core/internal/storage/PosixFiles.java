package bstack.core.internal.storage;

import bstack.core.BStackLockedException;
import bstack.core.Storage;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opening and creating files by system calls. Creation is atomic: the file is written and flushed without a name, and
 * then linked under its name, so that a crash leaves either no file or a valid one.
 */
final class PosixFiles {
    private static final int MODE = 0666;
    /** How often to start over because the file was created, replaced or removed meanwhile. */
    private static final int ATTEMPTS = 10;

    private PosixFiles() {}

    static Storage open(Path path, boolean readOnly, boolean creates) throws IOException {
        String name = path.toString();
        int access = readOnly ? Posix.O_RDONLY : Posix.O_RDWR;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // O_NONBLOCK: a FIFO under this name must be refused, not waited for.
            int fd = Posix.open(name, access | Posix.O_CLOEXEC | Posix.O_NONBLOCK, 0);
            if (fd == -Posix.ENOENT && creates) {
                int created = create(path);
                if (created < 0 && created != -Posix.EEXIST) {
                    throw failure(name, -created);
                }
                // Opened by its name, so that tools show that name; whoever opens it first has it.
                continue;
            }
            if (fd < 0) {
                throw failure(name, -fd);
            }
            Storage storage = lock(path, fd, readOnly);
            if (storage != null) {
                return storage;
            }
        }
        throw new FileSystemException(name, null, "the file keeps being replaced, or is a link that leads nowhere");
    }

    /** Locks an open file; null if its name belongs to another file by now. Closes the descriptor if it does not succeed. */
    private static Storage lock(Path path, int fd, boolean readOnly) throws IOException {
        boolean keep = false;
        Object key = null;
        try {
            BasicFileAttributes attributes = attributes(fd, path);
            if (!attributes.isRegularFile()) {
                throw new FileSystemException(
                        path.toString(), null, attributes.isDirectory() ? "it is a directory" : "it is not a regular file");
            }
            Object wanted = attributes.fileKey();
            if (!LockRegistry.take(wanted, readOnly)) {
                throw new BStackLockedException(path.toString(), true);
            }
            key = wanted;
            int locked = Posix.flock(fd, (readOnly ? Posix.LOCK_SH : Posix.LOCK_EX) | Posix.LOCK_NB);
            if (locked == -Posix.EAGAIN) {
                throw new BStackLockedException(path.toString(), false);
            }
            if (locked < 0) {
                throw new FileSystemException(path.toString(), null, "locking failed: " + Posix.describe(-locked));
            }
            if (!Files.exists(path)
                    || !key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
                return null;
            }
            Object held = key;
            keep = true;
            return new PosixStorage(path.toString(), fd, () -> LockRegistry.release(held));
        } finally {
            if (!keep) {
                unlock(fd);
                Posix.close(fd);
                if (key != null) {
                    LockRegistry.release(key);
                }
            }
        }
    }

    /**
     * Gives up the lock, before the descriptor is closed. The close would not do, while another thread starts a process:
     * until that has become another program it has a copy of every descriptor, and the lock with it.
     */
    static void unlock(int fd) {
        Posix.flock(fd, Posix.LOCK_UN);
    }

    /** {@return 0 or more, or a negated errno; −EEXIST if somebody else has created it} */
    private static int create(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            return -Posix.EISDIR;
        }
        int fd = Posix.open(parent.toString(), Posix.O_TMPFILE | Posix.O_RDWR | Posix.O_CLOEXEC, MODE);
        boolean named = false;
        if (fd == -Posix.EOPNOTSUPP || fd == -Posix.EISDIR || fd == -Posix.EINVAL) {
            // No unnamed files here: create it empty under its name, which is a valid state as well.
            int flags = Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL | Posix.O_CLOEXEC;
            fd = Posix.open(absolute.toString(), flags, MODE);
            named = true;
        }
        if (fd < 0) {
            return fd;
        }
        try (PosixStorage fresh = new PosixStorage(path.toString(), fd, () -> {})) {
            fresh.write(0, Header.atRest(0));
            int result = Posix.fsync(fd);
            if (result >= 0 && !named) {
                result = Posix.link(fd, absolute.toString());
            }
            return result < 0 ? result : flushDirectory(parent);
        }
    }

    private static int flushDirectory(Path directory) {
        int fd = Posix.open(directory.toString(), Posix.O_RDONLY | Posix.O_DIRECTORY | Posix.O_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        int result = Posix.fsync(fd);
        Posix.close(fd);
        return result;
    }

    /** The attributes of the open file itself, by way of /proc; by its name where there is no /proc. */
    private static BasicFileAttributes attributes(int fd, Path path) throws IOException {
        Path self = Path.of("/proc/self/fd/" + fd);
        return Files.readAttributes(Files.exists(self) ? self : path, BasicFileAttributes.class);
    }

    private static FileSystemException failure(String name, int errno) {
        return switch (errno) {
            case Posix.ENOENT -> new NoSuchFileException(name, null, "there is no such file");
            case Posix.EACCES, Posix.EPERM -> new AccessDeniedException(name, null, Posix.describe(errno));
            default -> new FileSystemException(name, null, Posix.describe(errno));
        };
    }
}
