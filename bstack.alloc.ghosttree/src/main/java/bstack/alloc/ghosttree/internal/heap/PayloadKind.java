package bstack.alloc.ghosttree.internal.heap;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import java.util.Arrays;

/** What the first bytes of a payload say about it: pure functions, used before anything is trusted. */
final class PayloadKind {
    private PayloadKind() {}

    /**
     * {@return whether there is nothing yet, or nothing but the zeros of a creation that was cut short: it may be
     * formatted}
     *
     * @param length the payload's length
     * @param head its first bytes: the whole header, or as much as there is
     */
    static boolean isBlank(long length, byte[] head) {
        return length <= GhostTreeLayout.ARENA_START && Arrays.equals(head, new byte[(int) length]);
    }

    /**
     * {@return whether it is a ghost-tree heap; what is neither that nor blank is something else, or damage}
     *
     * @param length the payload's length
     * @param head its first bytes: the whole header, or as much as there is
     */
    static boolean isHeap(long length, byte[] head) {
        byte[] prefix = GhostTreeLayout.magicPrefix();
        int from = (int) GhostTreeLayout.MAGIC_OFFSET;
        return length >= GhostTreeLayout.ARENA_START
                && Arrays.equals(head, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
