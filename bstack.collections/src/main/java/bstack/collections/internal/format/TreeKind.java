package bstack.collections.internal.format;

import org.jspecify.annotations.Nullable;

/** What a tree is for. */
public enum TreeKind {
    /** The names of a heap's structures. */
    DIRECTORY(1, "directory"),
    /** A map of a user. */
    MAP(2, "map"),
    /** A queue of a user. */
    QUEUE(3, "queue");

    private final int code;
    private final String word;

    TreeKind(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /** {@return the number in the file} */
    public int code() {
        return code;
    }

    /** {@return the kind as a word for messages} */
    public String word() {
        return word;
    }

    /** {@return the kind with this number, or null} */
    public static @Nullable TreeKind ofCode(int code) {
        return switch (code) {
            case 1 -> DIRECTORY;
            case 2 -> MAP;
            case 3 -> QUEUE;
            default -> null;
        };
    }
}
