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
 * Opening and creating files by system calls. Creation is atomic: the file is written and flushed without a name, locked,
 * and then linked under its name, so that a crash leaves either no file or a valid one, and nobody finds it unlocked.
 */
final class PosixFiles {
    private static final int MODE = 0666;
    /** How often to start over because the file was created, replaced or removed meanwhile. */
    private static final int ATTEMPTS = 10;

    private PosixFiles() {}

    static Storage open(Path path, boolean readOnly) throws IOException {
        String name = path.toString();
        int access = readOnly ? Posix.O_RDONLY : Posix.O_RDWR;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // O_NONBLOCK: a FIFO under this name must be refused, not waited for.
            int fd = Posix.open(name, access | Posix.O_CLOEXEC | Posix.O_NONBLOCK, 0);
            if (fd == -Posix.ENOENT && !readOnly) {
                fd = create(path);
                if (fd == -Posix.EEXIST) {
                    continue;
                }
                if (fd >= 0) {
                    return new PosixStorage(name, fd, registered(path, fd));
                }
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
                Posix.close(fd);
                if (key != null) {
                    LockRegistry.release(key);
                }
            }
        }
    }

    /** {@return the descriptor of the new, locked file, or a negated errno} */
    private static int create(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            return -Posix.EISDIR;
        }
        int fd = Posix.open(parent.toString(), Posix.O_TMPFILE | Posix.O_RDWR | Posix.O_CLOEXEC, MODE);
        boolean unnamed = fd >= 0;
        if (!unnamed) {
            if (fd == -Posix.ENOENT || fd == -Posix.ENOTDIR || fd == -Posix.EACCES || fd == -Posix.EROFS) {
                return fd;
            }
            // No such files here: create it empty under its name, which is a valid state as well.
            fd = Posix.open(
                    absolute.toString(), Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL | Posix.O_CLOEXEC, MODE);
            if (fd < 0) {
                return fd;
            }
        }
        boolean keep = false;
        try {
            int locked = Posix.flock(fd, Posix.LOCK_EX | Posix.LOCK_NB);
            if (locked < 0) {
                return locked == -Posix.EAGAIN ? -Posix.EEXIST : locked;
            }
            PosixStorage fresh = new PosixStorage(path.toString(), fd, () -> {});
            fresh.write(0, Header.atRest(0));
            int result = Posix.fsync(fd);
            if (result >= 0 && unnamed) {
                result = Posix.link(fd, absolute.toString());
            }
            if (result >= 0) {
                result = flushDirectory(parent);
            }
            keep = result >= 0;
            return keep ? fd : result;
        } finally {
            if (!keep) {
                Posix.close(fd);
            }
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

    private static Runnable registered(Path path, int fd) throws IOException {
        Object key = attributes(fd, path).fileKey();
        LockRegistry.take(key, false);
        return () -> LockRegistry.release(key);
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
