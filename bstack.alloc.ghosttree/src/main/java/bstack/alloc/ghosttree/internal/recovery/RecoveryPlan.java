package bstack.alloc.ghosttree.internal.recovery;

import bstack.alloc.ghosttree.internal.index.BlockTable;
import java.util.Arrays;

/**
 * What opening a heap will do with the free blocks it has found: a pure function of those, carried out by
 * {@link Recovery}.
 *
 * @param blocks the free blocks as they will be, neighbours merged, in address order
 * @param seams where a free block began that now continues its neighbour, ascending; its node becomes zeros
 * @param rebuild whether the whole tree is written anew; otherwise the merged blocks are exchanged one by one, and
 *     without seams nothing is written at all
 */
public record RecoveryPlan(BlockTable blocks, long[] seams, boolean rebuild) {
    /** Exchanging a block touches about this many nodes; from here on a new tree is less to write. */
    private static final int NODES_PER_SEAM = 16;

    /**
     * Plans.
     *
     * @param found the free blocks, which do not overlap
     * @param order their slots in address order
     * @param sound whether the tree in the file is as it should be
     */
    public static RecoveryPlan of(BlockTable found, int[] order, boolean sound) {
        BlockTable merged = new BlockTable();
        long[] seams = new long[order.length];
        int count = 0;
        for (int slot : order) {
            long start = found.start(slot);
            int last = merged.count() - 1;
            if (last >= 0 && merged.end(last) == start) {
                merged.set(last, merged.start(last), merged.size(last) + found.size(slot));
                seams[count++] = start;
            } else {
                merged.append(start, found.size(slot));
            }
        }
        boolean many = count > order.length / NODES_PER_SEAM;
        return new RecoveryPlan(merged, Arrays.copyOf(seams, count), !sound || many);
    }
}
