package bstack.demo.internal.store;

import org.jspecify.annotations.Nullable;

/** What an object is; the codes are those of the stored format. */
public enum ObjectType {
    /** A value: the content of a file, or whatever was put. */
    FILE(1, "file"),
    /** A symbolic link; its value is the path it points to. */
    LINK(2, "link"),
    /** A folder; it has no value. */
    FOLDER(3, "folder");

    private final int code;
    private final String label;

    ObjectType(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** {@return the byte of the type in an index entry} */
    int code() {
        return code;
    }

    /** {@return the type's name for people and scripts} */
    public String label() {
        return label;
    }

    /** {@return the type with that code, or null} */
    static @Nullable ObjectType ofCode(int code) {
        for (ObjectType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
