package bstack.demo.internal.files;

import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Type, permission bits and modification time of files, read and set.
 *
 * <p>Where the file system has no permission bits, files are read as 0644 and folders as 0755, and nothing is set.
 */
public final class FileFacts {
    private static final String MODE = "unix:mode";
    private static final String ACCESS = "unix:mode,uid,gid";
    private static final int PERMISSION_BITS = 07777;

    /** Set-user-id and set-group-id. */
    private static final int PRIVILEGES = 06000;

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
            return (Integer) value(unix, "mode") & PERMISSION_BITS;
        } catch (UnsupportedOperationException e) {
            return type == ObjectType.FOLDER ? 0755 : 0644;
        }
    }

    /** Gives a file or folder, not a link, its modification time and its permission bits. */
    static void apply(ObjectAttributes attributes, Path path) throws IOException {
        setTime(path, attributes);
        setPermissions(path, attributes.permissions());
    }

    /** Gives a file or folder permission bits; a link that has come in its place is not followed. */
    static void setPermissions(Path path, int permissions) throws IOException {
        // The JDK opens a link's target to change what should be the link's own permissions.
        if (Files.isSymbolicLink(path)) {
            throw new FileSystemException(path.toString(), null, "it has become a link, which is not followed");
        }
        try {
            Files.setAttribute(path, MODE, permissions);
        } catch (UnsupportedOperationException e) {
            // A file system without permission bits.
        }
    }

    private static void setTime(Path path, ObjectAttributes attributes) throws IOException {
        FileTime time = FileTime.from(attributes.modified());
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
    }

    /** Gives a link its modification time, where the platform can. */
    static void applyToLink(ObjectAttributes attributes, Path link) {
        try {
            setTime(link, attributes);
        } catch (IOException | UnsupportedOperationException e) {
            // Few programs ever look at the time of a link, and not every platform can set it.
        }
    }

    /** {@return the permission bits of a folder} */
    static int permissionsOfFolder(Path folder) throws IOException {
        return permissions(folder, ObjectType.FOLDER, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Gives a new file the owner, group and permission bits of the one that it replaces, as far as this process may.
     *
     * <p>Where the group cannot be kept, the new one may do no more than everybody may. Set-user-id and set-group-id
     * are lost, as they are when a file is written.
     *
     * @return whether there is a file to replace
     */
    static boolean copyAccess(Path from, Path to) throws IOException {
        Map<String, Object> old;
        Map<String, Object> own;
        try {
            old = Files.readAttributes(from, ACCESS, LinkOption.NOFOLLOW_LINKS);
            own = Files.readAttributes(to, ACCESS, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            return true;
        }
        int permissions = (Integer) value(old, "mode") & PERMISSION_BITS & ~PRIVILEGES;
        give(to, "unix:uid", value(old, "uid"), value(own, "uid"));
        if (!give(to, "unix:gid", value(old, "gid"), value(own, "gid"))) {
            permissions &= ~070 | permissions << 3;
        }
        setPermissions(to, permissions);
        return true;
    }

    /** {@return the value of an attribute that was asked for} */
    private static Object value(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static boolean give(Path path, String attribute, Object wanted, Object present) {
        try {
            if (!wanted.equals(present)) {
                Files.setAttribute(path, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
