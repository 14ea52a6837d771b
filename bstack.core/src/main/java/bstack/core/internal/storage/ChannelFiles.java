package bstack.core.internal.storage;

import bstack.core.BStackLockedException;
import bstack.core.Storage;
import bstack.core.internal.format.Header;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opening and creating files through channels. Where hard links exist, creation is atomic, as with system calls;
 * elsewhere a crash can leave a prefix of the header, which opens as empty.
 */
final class ChannelFiles {
    private ChannelFiles() {}

    static Storage open(Path path, boolean readOnly, boolean creates) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "it is a directory");
        }
        if (!Files.exists(path)) {
            if (!creates) {
                throw new NoSuchFileException(path.toString(), null, "there is no such file");
            }
            create(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "it is not a regular file");
        }
        Object key = key(path);
        if (!LockRegistry.take(key, readOnly)) {
            throw new BStackLockedException(path.toString(), true);
        }
        FileChannel channel = null;
        boolean keep = false;
        try {
            channel = readOnly
                    ? FileChannel.open(path, StandardOpenOption.READ)
                    : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel, readOnly);
            if (lock == null) {
                throw new BStackLockedException(path.toString(), false);
            }
            keep = true;
            return new ChannelStorage(path.toString(), channel, () -> LockRegistry.release(key));
        } finally {
            if (!keep) {
                LockRegistry.release(key);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** {@return the lock, or null; this JVM's own readers share it, which Java's locks do not know} */
    private static FileLock tryLock(FileChannel channel, boolean readOnly) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, readOnly);
        } catch (OverlappingFileLockException e) {
            if (readOnly) {
                return new SharedInThisJvm(channel);
            }
            throw e;
        }
    }

    /** Stands for the shared lock that another reader in this JVM holds already. */
    private static final class SharedInThisJvm extends FileLock {
        SharedInThisJvm(FileChannel channel) {
            super(channel, 0, Long.MAX_VALUE, true);
        }

        @Override
        public boolean isValid() {
            return acquiredBy().isOpen();
        }

        @Override
        public void release() {}
    }

    private static void create(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(path.toString(), null, "its directory does not exist");
        }
        Path temporary = Files.createFile(
                directory.resolve(".%s.%x.new".formatted(absolute.getFileName(), System.nanoTime())));
        try {
            writeHeader(temporary);
            Files.createLink(absolute, temporary);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was faster, which is just as well: the open that follows finds out who has it.
            return;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.write(absolute, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        flushDirectory(directory);
    }

    private static void writeHeader(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(Header.atRest(0), 0);
            channel.force(true);
        }
    }

    private static void flushDirectory(Path directory) {
        // Opening a directory as a file works on POSIX; Windows has no such thing, and needs none.
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key != null ? key : path.toRealPath(new LinkOption[0]);
    }
}
