package bstack.core.internal.storage;

import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import bstack.core.BStackLockedException;
import bstack.core.Storage;
import bstack.core.internal.format.Header;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Opening and creating files through channels. Where hard links exist, creation is atomic, as with system calls;
 * elsewhere a crash can leave an empty file. What has the file's name is written by nobody who has not locked it.
 */
final class ChannelFiles {
    /** How often to start over because the file was created, replaced or removed meanwhile. */
    private static final int ATTEMPTS = 10;

    private ChannelFiles() {}

    static Storage open(Path path, boolean readOnly, boolean creates) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object key = FileKeys.ofRegularFile(path);
            if (key != null) {
                Storage storage;
                synchronized (FileKeys.monitor(key)) {
                    OwnDescriptors.announcePortable();
                    storage = lock(path, key, readOnly);
                }
                if (storage != null) {
                    return storage;
                }
            } else if (creates) {
                create(path);
            } else {
                throw new NoSuchFileException(path.toString(), null, "there is no such file");
            }
        }
        throw new FileSystemException(
                path.toString(), null, "the file keeps being replaced, or is a link that leads nowhere");
    }

    /** {@return the storage, locked; null if the file was replaced or removed meanwhile} */
    private static @Nullable Storage lock(Path path, Object key, boolean readOnly) throws IOException {
        Held held = new Held();
        boolean keep = false;
        try {
            held.hold = LockRegistry.take(key, readOnly);
            if (held.hold == null) {
                throw new BStackLockedException(path.toString(), true);
            }
            held.lock = new PortableLock(held.hold.entry(), path);
            BlockingFile file = readOnly ? BlockingFile.open(path, READ) : BlockingFile.open(path, READ, WRITE);
            held.file = file;
            BlockingFile durable = readOnly ? file : BlockingFile.open(path, WRITE, DSYNC);
            held.durable = durable;
            held.lock.take(path, file, readOnly);
            if (!key.equals(FileKeys.ofRegularFile(path))) {
                return null;
            }
            Storage storage = new ChannelStorage(path.toString(), file, durable, held);
            keep = true;
            return storage;
        } finally {
            if (!keep) {
                held.close();
            }
        }
    }

    /** All that an open file holds; given back whatever fails, and once. */
    private static final class Held implements Closeable {
        private LockRegistry.@Nullable Hold hold;
        private @Nullable PortableLock lock;
        private @Nullable BlockingFile file;
        private @Nullable BlockingFile durable;

        @Override
        public synchronized void close() throws IOException {
            CallDepth.toClose();
            try {
                if (lock != null) {
                    lock.close(file, durable);
                }
            } finally {
                if (hold != null) {
                    hold.release();
                }
            }
        }
    }

    private static void create(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(path.toString(), null, "its directory does not exist");
        }
        Path temporary = Files.createFile(directory.resolve(
                ".bstack-%x.new".formatted(ThreadLocalRandom.current().nextLong())));
        try {
            writeHeader(temporary);
            Files.createLink(absolute, temporary);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was faster, which is just as well: the open that follows finds out who has it.
            return;
        } catch (UnsupportedOperationException | FileSystemException e) {
            createEmpty(absolute);
        } finally {
            Files.deleteIfExists(temporary);
        }
        flushDirectory(directory);
    }

    private static void createEmpty(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    private static void writeHeader(Path file) throws IOException {
        try (BlockingFile written = BlockingFile.open(file, WRITE)) {
            written.write(Header.atRest(0), 0);
            written.force(true);
        }
    }

    private static void flushDirectory(Path directory) {
        // Opening a directory as a file works on POSIX; Windows has no such thing, and needs none.
        try (BlockingFile opened = BlockingFile.open(directory, READ)) {
            opened.force(true);
        } catch (IOException e) {
            return;
        }
    }
}
