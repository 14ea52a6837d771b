package bstack.demo.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is there under its name complete and durable, or not at all. */
public final class NewFile {
    private NewFile() {}

    /** What writes the file. */
    @FunctionalInterface
    public interface Content {
        /** Writes it to an empty file, under a name for the meantime. */
        void writeTo(Path file) throws IOException;
    }

    /**
     * Makes the file. While it is written only its owner may read it.
     *
     * @param path its name
     * @param like the file whose owner, group and permission bits it gets, as far as this process may
     * @param content what writes it
     * @throws java.nio.file.FileAlreadyExistsException if something has that name; that stays as it is
     * @throws IOException if it cannot be made; then nothing is left of it
     */
    public static void make(Path path, Path like, Content content) throws IOException {
        Path place = path.toAbsolutePath();
        Path folder = FileNames.folderOf(place);
        try (TemporaryFile temporary = TemporaryFile.in(folder)) {
            content.writeTo(temporary.path());
            FileFacts.copyAccess(like.toRealPath(), temporary.path());
            flush(temporary.path(), StandardOpenOption.WRITE);
            temporary.becomeNew(place);
        }
        flushFolder(folder);
    }

    private static void flush(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    private static void flushFolder(Path folder) {
        // Opening a folder as a file works on POSIX; Windows has no such thing, and needs none.
        try {
            flush(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
    }
}
