package bstack.alloc.ghosttree.internal.tree;

import java.util.Arrays;

/** What the first bytes of a payload say about it: a pure function, used before anything is trusted. */
enum PayloadKind {
    /** Nothing yet, or nothing but the zeros of a creation that was cut short: it may be formatted. */
    BLANK,
    /** A ghost-tree heap. */
    HEAP,
    /** Something else, or damage. */
    OTHER;

    /**
     * {@return the kind of a payload}
     *
     * @param length its length
     * @param head its first bytes: the whole header, or as much as there is
     */
    static PayloadKind of(long length, byte[] head) {
        if (length <= GhostTreeLayout.ARENA_START && Arrays.equals(head, new byte[(int) length])) {
            return BLANK;
        }
        return length >= GhostTreeLayout.ARENA_START && hasMagic(head) ? HEAP : OTHER;
    }

    private static boolean hasMagic(byte[] head) {
        byte[] prefix = GhostTreeLayout.magicPrefix();
        int from = (int) GhostTreeLayout.MAGIC_OFFSET;
        return Arrays.equals(head, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
