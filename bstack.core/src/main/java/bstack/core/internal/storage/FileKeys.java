package bstack.core.internal.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What identifies a file, whatever names it has. */
final class FileKeys {
    private FileKeys() {}

    /**
     * {@return the monitor under which a file is opened, and a portable lock of it given up} It is one for all copies of
     * this library in the JVM, since they are in class loaders of their own and have no other object in common.
     *
     * @param fileKey what identifies the file
     */
    static Object monitor(Object fileKey) {
        return ("bstack.core: " + fileKey).intern();
    }

    /**
     * {@return what identifies the file of a name; null if there is none}
     *
     * @throws IOException if it is something else than a regular file, or cannot be seen
     */
    static @Nullable Object ofRegularFile(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(
                    path.toString(), null, attributes.isDirectory() ? "it is a directory" : "it is not a regular file");
        }
        Object key = attributes.fileKey();
        return key != null ? key : path.toRealPath();
    }
}
