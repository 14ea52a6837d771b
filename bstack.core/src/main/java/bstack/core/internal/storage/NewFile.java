package bstack.core.internal.storage;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A file that gets its name when it is complete. Until then it has another one in the same directory, and it is deleted
 * when it is closed. No lock is needed, because nobody knows the name. An interrupt has no effect on any call.
 */
public final class NewFile implements Storage {
    private static final FileAttribute<?>[] NONE = {};

    private final Path directory;
    private final Path target;
    private final Path temporary;
    private final BlockingFile file;
    private boolean closed;

    private NewFile(Path directory, Path target, Path temporary, BlockingFile file) {
        this.directory = directory;
        this.target = target;
        this.temporary = temporary;
        this.file = file;
    }

    /**
     * Creates a file.
     *
     * @param path what it will be called
     * @param like a file whose permissions it gets, as far as the process's mask allows; or one that does not exist
     * @throws FileAlreadyExistsException if there is such a file
     * @throws IOException if the file system fails
     */
    public static NewFile create(Path path, Path like) throws IOException {
        Path target = path.toAbsolutePath();
        Path directory = target.getParent();
        refuseExisting(target);
        if (directory == null || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(path.toString(), null, "its directory does not exist");
        }
        Path temporary = directory.resolve(
                ".bstack-%016x.tmp".formatted(ThreadLocalRandom.current().nextLong()));
        Files.createFile(temporary, permissions(like));
        boolean kept = false;
        try {
            NewFile file = new NewFile(directory, target, temporary, BlockingFile.open(temporary, READ, WRITE));
            kept = true;
            return file;
        } finally {
            if (!kept) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void refuseExisting(Path target) throws FileAlreadyExistsException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "the file exists, and is not replaced: choose another name");
        }
    }

    private static FileAttribute<?>[] permissions(Path like) {
        try {
            return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(like))};
        } catch (IOException | UnsupportedOperationException e) {
            return NONE;
        }
    }

    /**
     * Gives the file its name, durably, and closes it. It has been flushed.
     *
     * @throws FileAlreadyExistsException if another file has got the name meanwhile
     * @throws IOException if the file system fails; there is no such file then
     */
    public void complete() throws IOException {
        file.close();
        giveName();
        boolean named = false;
        try {
            Files.deleteIfExists(temporary);
            Directories.flush(directory);
            named = true;
        } finally {
            if (!named) {
                Files.deleteIfExists(target);
            }
        }
        closed = true;
    }

    private void giveName() throws IOException {
        try {
            // A link, unlike a rename, never replaces anything.
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            refuseExisting(target);
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            refuseExisting(target);
            Files.move(temporary, target);
        }
    }

    @Override
    public String name() {
        return target.toString();
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public int read(long position, ByteBuffer dst) throws IOException {
        return file.readFully(position, dst);
    }

    @Override
    public void write(long position, ByteBuffer src) throws IOException {
        file.writeFully(target.toString(), position, src);
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        write(position, src);
        sync();
    }

    @Override
    public void sync() throws IOException {
        file.force(true);
    }

    @Override
    public Flush startSync(Consumer<IOException> whenFailed) {
        return BackgroundFlush.start(target.toString(), () -> file.force(false), whenFailed);
    }

    @Override
    public void resize(long size) throws IOException {
        long old = file.size();
        if (size < old) {
            file.truncate(size);
        } else if (size > old) {
            write(size - 1, ByteBuffer.allocate(1));
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                file.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
