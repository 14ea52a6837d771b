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
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Opening and creating files by system calls. Creation is atomic: the file is written and flushed without a name, and
 * then linked under its name, so that a crash leaves either no file or a valid one. Where there are no files without a
 * name it is created empty, which is a valid state as well: what has its name is written by nobody who has not locked
 * it.
 */
final class PosixFiles {
    private static final int MODE = 0666;
    /** How often to start over because the file was created, replaced or removed meanwhile. */
    private static final int ATTEMPTS = 10;

    /** How often a lock must be seen with nobody leaving. */
    private static final int CONFIRMATIONS = 3;

    private static final int LONGEST_STEP = 5000;
    private static final long PAUSE_NANOS = 200_000L;

    private final Path path;
    private final byte[] name;
    private final boolean readOnly;
    private final boolean creates;
    /** How another copy of this library in this JVM has locked the file beside; see {@link OwnDescriptors}. */
    private int lockedByCopy = OwnDescriptors.NONE;

    private PosixFiles(Path path, boolean readOnly, boolean creates) {
        this.path = path;
        this.name = PathBytes.of(path);
        this.readOnly = readOnly;
        this.creates = creates;
    }

    static Storage open(Path path, boolean readOnly, boolean creates) throws IOException {
        PosixFiles files = new PosixFiles(path, readOnly, creates);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Storage storage = files.attempt();
            if (storage != null) {
                return storage;
            }
        }
        throw new FileSystemException(
                path.toString(), null, "the file keeps being replaced, or is a link that leads nowhere");
    }

    /** {@return the storage, locked; null if the file was created, replaced or removed meanwhile} */
    private @Nullable Storage attempt() throws IOException {
        Object key = FileKeys.ofRegularFile(path);
        if (key == null) {
            return attempt(null, null);
        }
        Path beside;
        try {
            beside = LockBeside.fileFor(path);
        } catch (NoSuchFileException removed) {
            return null;
        }
        synchronized (FileKeys.monitor(key)) {
            return attempt(key, beside);
        }
    }

    private @Nullable Storage attempt(@Nullable Object key, @Nullable Path beside) throws IOException {
        Descriptor file = new Descriptor();
        boolean keep = false;
        try {
            // Asked first: in a JVM that has the file open already, through a FileChannel, a close of it loses a lock.
            if (key != null && (!file.hold(key, readOnly) || isPortableInAnotherCopy(file, key, beside))) {
                throw new BStackLockedException(path.toString(), true);
            }
            // O_NONBLOCK: the open of a FIFO under this name must fail, not wait.
            int access = readOnly ? Posix.O_RDONLY : Posix.O_RDWR;
            int fd = file.open(name, access | Posix.O_CLOEXEC | Posix.O_NONBLOCK, 0);
            if (fd == -Posix.ENOENT && creates) {
                int created = create(path, true);
                if (created < 0 && created != -Posix.EEXIST) {
                    throw failure(-created);
                }
                // Opened by its name, so that tools show that name; whoever opens it first has it.
                return null;
            }
            if (fd < 0) {
                throw failure(-fd);
            }
            if (key == null || !key.equals(FileKeys.ofRegularFile(self(fd)))) {
                return null;
            }
            lock(fd);
            if (!key.equals(FileKeys.ofRegularFile(path))) {
                return null;
            }
            respectPortable(file, beside);
            Storage storage = new PosixStorage(path.toString(), file);
            keep = true;
            return storage;
        } finally {
            if (!keep) {
                file.close();
            }
        }
    }

    /** Locks against native and portable access, and then against the original implementations. */
    private void lock(int fd) throws IOException {
        int described = Posix.lockDescription(fd, readOnly);
        if (described == -Posix.EAGAIN || described == -Posix.EACCES) {
            throw lockedBy(Posix.lockHolder(fd, 0, readOnly));
        }
        if (described < 0) {
            Log.warn(
                    Log.STORAGE,
                    "{}: this file system has no locks that exclude a FileChannel ({})",
                    path,
                    Posix.describe(-described));
        }
        int locked = Posix.flock(fd, (readOnly ? Posix.LOCK_SH : Posix.LOCK_EX) | Posix.LOCK_NB);
        if (locked == -Posix.EAGAIN) {
            throw new BStackLockedException(path.toString(), false);
        }
        if (locked < 0) {
            throw new FileSystemException(path.toString(), null, "locking failed: " + Posix.describe(-locked));
        }
    }

    /**
     * Whether another copy of this library in this JVM has the file by portable access, in a way that excludes this one.
     * The file must not be opened then: its close would lose a lock.
     */
    private boolean isPortableInAnotherCopy(Descriptor file, Object key, @Nullable Path beside) {
        lockedByCopy = OwnDescriptors.NONE;
        // Where readers of this copy have it, this one is to be another of them.
        if (beside == null || file.entry().portable > 0) {
            return false;
        }
        if (OwnDescriptors.isPortableAnnounced() || Files.exists(beside)) {
            lockedByCopy = OwnDescriptors.beside(path);
        }
        return OwnDescriptors.excludes(lockedByCopy, readOnly)
                || OwnDescriptors.isUnguardedAnnounced()
                        && OwnDescriptors.excludes(OwnDescriptors.byChannels(key), readOnly);
    }

    /** Throws for a file that is open by portable access, which may have lost its lock on the file itself. */
    private void respectPortable(Descriptor file, @Nullable Path beside) throws IOException {
        if (beside == null) {
            return;
        }
        synchronized (file.entry().monitor()) {
            if (file.entry().portable > 0 || lockedByCopy != OwnDescriptors.NONE) {
                // This JVM has it, and to close another descriptor of it would give it up.
                return;
            }
            Descriptor probe = new Descriptor();
            try {
                int flags = Posix.O_RDONLY | Posix.O_CLOEXEC | Posix.O_NONBLOCK | Posix.O_NOFOLLOW;
                int fd = probe.open(PathBytes.of(beside), flags, 0);
                if (fd == -Posix.ENOENT || fd == -Posix.ELOOP) {
                    // There is none, or a link, for which portable access fails.
                    return;
                }
                int holder = fd < 0 ? fd : portableHolder(fd);
                if (holder < 0) {
                    throw new FileSystemException(
                            path.toString(),
                            beside.toString(),
                            "cannot find out whether portable access has locked that file: " + Posix.describe(-holder));
                }
                if (holder > 0) {
                    throw lockedBy(holder);
                }
            } finally {
                probe.close();
            }
        }
    }

    /**
     * Who has the lock beside the file in a way that excludes this access, as {@link Posix#lockHolder} says it. A
     * reader that leaves has it exclusively for a moment, and meanwhile the byte for the steps: it is waited for.
     */
    private int portableHolder(int fd) {
        int seen = 0;
        for (int i = 0; ; i++) {
            int holder = Posix.lockHolder(fd, LockBeside.SESSION, readOnly);
            if (holder <= 0) {
                return holder;
            }
            if (Posix.lockHolder(fd, LockBeside.STEP, false) == 0) {
                seen++;
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (seen == CONFIRMATIONS || i == LONGEST_STEP) {
                return holder;
            }
        }
    }

    private BStackLockedException lockedBy(int holder) {
        return new BStackLockedException(
                path.toString(), holder == ProcessHandle.current().pid());
    }

    /**
     * Creates the file.
     *
     * @param unnamed whether to try to write it before it has a name
     * @return 0 or more, or a negated errno; −EEXIST if somebody else has created it
     */
    static int create(Path path, boolean unnamed) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            return -Posix.EISDIR;
        }
        int created = -Posix.EOPNOTSUPP;
        if (unnamed) {
            created = createUnnamed(absolute, parent);
        }
        if (isUnsupported(created)) {
            created = createEmpty(absolute);
        }
        return created < 0 ? created : flushDirectory(parent);
    }

    /** Whether it is no use to try it like that: there are no files without a name, or no links to them. */
    private static boolean isUnsupported(int result) {
        return switch (-result) {
            case Posix.EOPNOTSUPP, Posix.EISDIR, Posix.EINVAL, Posix.ENOSYS, Posix.ENOENT, Posix.EPERM -> true;
            default -> false;
        };
    }

    private static int createUnnamed(Path path, Path parent) throws IOException {
        Descriptor file = new Descriptor();
        try {
            int fd = file.open(PathBytes.of(parent), Posix.O_TMPFILE | Posix.O_RDWR | Posix.O_CLOEXEC, MODE);
            if (fd < 0) {
                return fd;
            }
            new PosixStorage(path.toString(), file).write(0, Header.atRest(0));
            int result = Posix.fsync(fd);
            return result < 0 ? result : Posix.link(fd, PathBytes.of(path));
        } finally {
            file.close();
        }
    }

    private static int createEmpty(Path path) {
        Descriptor file = new Descriptor();
        try {
            return file.open(PathBytes.of(path), Posix.O_RDWR | Posix.O_CREAT | Posix.O_EXCL | Posix.O_CLOEXEC, MODE);
        } finally {
            file.close();
        }
    }

    private static int flushDirectory(Path path) {
        Descriptor directory = new Descriptor();
        try {
            int fd = directory.open(PathBytes.of(path), Posix.O_RDONLY | Posix.O_DIRECTORY | Posix.O_CLOEXEC, 0);
            return fd < 0 ? fd : Posix.fsync(fd);
        } finally {
            directory.close();
        }
    }

    /** The open file itself, by way of /proc; its name where there is no /proc. */
    private Path self(int fd) {
        Path self = Path.of("/proc/self/fd/" + fd);
        return Files.exists(self) ? self : path;
    }

    private FileSystemException failure(int errno) {
        String file = path.toString();
        return switch (errno) {
            case Posix.ENOENT -> new NoSuchFileException(file, null, "there is no such file");
            case Posix.EACCES, Posix.EPERM -> new AccessDeniedException(file, null, Posix.describe(errno));
            default -> new FileSystemException(file, null, Posix.describe(errno));
        };
    }
}
