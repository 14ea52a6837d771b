package bstack.demo.internal.files;

import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * Type, permission bits and modification time of files, read and set.
 *
 * <p>Where the file system has no permission bits, files are read as 0644 and folders as 0755, and nothing is set.
 */
public final class FileFacts {
    private static final String MODE = "unix:mode";
    private static final int PERMISSION_BITS = 07777;

    private FileFacts() {}

    /**
     * {@return the file's attributes, or nothing if it is neither file, folder nor link}
     *
     * @param options whether a link is followed
     */
    public static Optional<ObjectAttributes> read(Path path, LinkOption... options) throws IOException {
        BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class, options);
        ObjectType type;
        if (basic.isRegularFile()) {
            type = ObjectType.FILE;
        } else if (basic.isDirectory()) {
            type = ObjectType.FOLDER;
        } else if (basic.isSymbolicLink()) {
            type = ObjectType.LINK;
        } else {
            return Optional.empty();
        }
        int permissions = permissions(path, type, options);
        return Optional.of(
                new ObjectAttributes(type, permissions, basic.lastModifiedTime().toInstant()));
    }

    private static int permissions(Path path, ObjectType type, LinkOption... options) throws IOException {
        try {
            Map<String, Object> unix = Files.readAttributes(path, MODE, options);
            return (Integer) unix.get("mode") & PERMISSION_BITS;
        } catch (UnsupportedOperationException e) {
            return type == ObjectType.FOLDER ? 0755 : 0644;
        }
    }

    /** Gives a file or folder, not a link, its permission bits and its modification time. */
    static void apply(ObjectAttributes attributes, Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(attributes.modified()));
        try {
            Files.setAttribute(path, MODE, attributes.permissions());
        } catch (UnsupportedOperationException e) {
            // A file system without permission bits.
        }
    }

    /** Gives a link its modification time, where the platform can. */
    static void applyToLink(ObjectAttributes attributes, Path link) {
        try {
            FileTime time = FileTime.from(attributes.modified());
            Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(time, null, null);
        } catch (IOException | UnsupportedOperationException e) {
            // Few programs ever look at the time of a link, and not every platform can set it.
        }
    }
}
