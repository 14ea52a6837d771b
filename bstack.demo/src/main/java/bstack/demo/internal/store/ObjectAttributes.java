package bstack.demo.internal.store;

import java.time.Instant;
import java.util.Objects;

/**
 * What the store keeps of an object beside its value.
 *
 * @param type file, link or folder
 * @param permissions the twelve permission bits of POSIX, set-user-id to others' execute
 * @param modified when the value was last modified, to the nanosecond
 */
public record ObjectAttributes(ObjectType type, int permissions, Instant modified) {
    /** The permission bits of a value that does not come from a file. */
    public static final int DEFAULT_PERMISSIONS = 0644;

    private static final int PRIVILEGES = 06000;

    /** Checks that nothing is missing and the bits are twelve. */
    public ObjectAttributes {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(modified, "modified");
        if ((permissions & ~07777) != 0) {
            throw new IllegalArgumentException(
                    "permissions are twelve bits, not 0" + Integer.toOctalString(permissions));
        }
    }

    /** {@return the same without set-user-id and set-group-id, which make a file act for its owner} */
    public ObjectAttributes unprivileged() {
        return new ObjectAttributes(type, permissions & ~PRIVILEGES, modified);
    }

    /** {@return the permission bits of a file that gets the value, also where that is a link's, which all may write} */
    public int permissionsOfCopy() {
        return type == ObjectType.FILE ? unprivileged().permissions() : DEFAULT_PERMISSIONS;
    }

    /** {@return the attributes of a value that does not come from a file} */
    public static ObjectAttributes ofValue(Instant modified) {
        return new ObjectAttributes(ObjectType.FILE, DEFAULT_PERMISSIONS, modified);
    }
}
