package bstack.backup.internal.files;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import bstack.core.BStack;
import bstack.core.CopyProgress;
import bstack.core.Snapshot;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory. Who writes to it has locked a file in it. Only its owner may read what it creates, because a backup is as
 * private as its source, which is not known here.
 */
public final class DiskFolder implements Folder {
    private static final String LOCK = "lock";

    private final Path path;
    private final @Nullable FileChannel lock;

    private DiskFolder(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Opens a directory that this does not lock: for reading, or for one new file. */
    public static DiskFolder unlocked(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        return new DiskFolder(path.toAbsolutePath(), null);
    }

    /** Opens a directory, or creates it, and locks it. */
    public static DiskFolder open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        if (!Files.isDirectory(absolute)) {
            Files.createDirectory(absolute, ownersAlone("rwx------", absolute));
            flush(absolute.getParent());
        }
        FileChannel channel = FileChannel.open(absolute.resolve(LOCK), Set.of(CREATE, WRITE));
        boolean kept = false;
        try {
            FileLock taken = tryLock(channel);
            if (taken == null) {
                throw new FileSystemException(
                        path.toString(), null, "another process or another part of this one writes backups to it");
            }
            kept = true;
            return new DiskFolder(absolute, channel);
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisJvm) {
            return null;
        }
    }

    private static FileAttribute<?>[] ownersAlone(String permissions, Path near) {
        Path parent = near.getParent();
        boolean posix = parent != null
                && parent.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String name(String file) {
        return path.resolve(file).toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> !f.equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public BackupFile create(String file) throws IOException {
        Path created = path.resolve(file);
        return new DiskFile(
                created, FileChannel.open(created, Set.of(CREATE_NEW, READ, WRITE), ownersAlone("rw-------", created)));
    }

    @Override
    public BackupFile open(String file, boolean forWriting) throws IOException {
        Path opened = path.resolve(file);
        return new DiskFile(
                opened, forWriting ? FileChannel.open(opened, READ, WRITE) : FileChannel.open(opened, READ));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = path.resolve(from);
        Path target = path.resolve(to);
        try {
            // A link, unlike a rename, never replaces anything.
            Files.createLink(target, source);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(target.toString(), null, "the file exists, and is not replaced");
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString(), null, "the file exists, and is not replaced");
            }
            Files.move(source, target);
        }
        Files.deleteIfExists(source);
    }

    @Override
    public void delete(String file) throws IOException {
        Files.deleteIfExists(path.resolve(file));
    }

    @Override
    public void sync() throws IOException {
        flush(path);
    }

    /** Windows cannot open a directory as a file, and needs no flush of one. */
    private static void flush(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        FileChannel opened;
        try {
            opened = FileChannel.open(directory, READ);
        } catch (IOException e) {
            return;
        }
        try (opened) {
            opened.force(true);
        }
    }

    @Override
    public Snapshot snapshot(BStack stack, String file, CopyProgress progress) throws IOException {
        return stack.snapshotTo(path.resolve(file), progress);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    /** A file, through a channel: an interrupt of a thread that uses it closes it. */
    private record DiskFile(Path path, FileChannel channel) implements BackupFile {
        @Override
        public String name() {
            return path.toString();
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(long position, ByteBuffer dst) throws IOException {
            int start = dst.position();
            while (dst.hasRemaining() && channel.read(dst, position + (dst.position() - start)) > 0) {
                // the rest
            }
            return dst.position() - start;
        }

        @Override
        public void write(long position, ByteBuffer src) throws IOException {
            for (long at = position; src.hasRemaining(); ) {
                int n = channel.write(src, at);
                if (n <= 0) {
                    throw new EOFException("%s: a write at byte %d wrote nothing".formatted(path, at));
                }
                at += n;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
