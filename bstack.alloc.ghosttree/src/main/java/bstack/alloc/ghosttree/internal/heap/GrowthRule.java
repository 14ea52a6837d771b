package bstack.alloc.ghosttree.internal.heap;

/**
 * When a heap that is in use is kept from growing: by a merge of neighbouring free blocks, and by a cut of its tail.
 *
 * <p>The original merges at an opening only, and cuts off nothing but the block that is freed. Its placement is kept as
 * long as a heap has little free space, as all heaps have that its traces record.
 *
 * @param leastFree a request that no free block can hold merges neighbours if so many bytes are free at least, and a
 *     quarter of the payload
 * @param mostAtTail of free bytes at the payload's end, so many are left at most
 */
public record GrowthRule(long leastFree, long mostAtTail) {
    /** The rule of every heap outside of tests. */
    public static final GrowthRule USUAL = new GrowthRule(1 << 16, 15 << 16);

    /** A merge visits every free block, so an eighth of them must have become free since the last one. */
    private static final int RELEASES_PER_MERGE = 8;
    /** The share of the payload that must be free. */
    private static final int SHARE = 4;

    /** {@return whether a request that finds no fit merges neighbours} */
    boolean isMergeDue(long free, long payload, int blocks, int released) {
        return free >= leastFree && free >= payload / SHARE && isWorthwhile(blocks, released);
    }

    /** {@return whether so many blocks became free since the last merge that another may find neighbours} */
    static boolean isWorthwhile(int blocks, int released) {
        return released > blocks / RELEASES_PER_MERGE;
    }
}
