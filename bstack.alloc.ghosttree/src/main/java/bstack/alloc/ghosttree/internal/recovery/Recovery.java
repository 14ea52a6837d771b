package bstack.alloc.ghosttree.internal.recovery;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.index.BlockTable;
import bstack.alloc.ghosttree.internal.index.FreeIndex;
import bstack.alloc.ghosttree.internal.index.FreeSpace;
import bstack.alloc.ghosttree.internal.index.TreeWriter;
import bstack.core.BStack;
import java.io.IOException;

/**
 * The executor of a recovery plan; it decides nothing.
 *
 * <p>Must run inside a transaction, so that a plan is carried out wholly or not at all.
 */
public final class Recovery {
    private final BStack stack;

    /** Prepares. */
    public Recovery(BStack stack) {
        this.stack = stack;
    }

    /** Zeroes nodes of size 0 that are within free blocks; elsewhere they may be live bytes by now, and stay. */
    public void clearSizeless(TreeSurvey survey) throws IOException {
        BlockTable blocks = survey.blocks();
        int[] order = blocks.byAddress();
        for (int i = 0; i < survey.sizeless().count(); i++) {
            long start = survey.sizeless().start(i);
            int slot = blocks.lastBefore(start, order);
            if (slot >= 0 && blocks.end(slot) > start) {
                stack.zero(start, GhostTreeLayout.NODE_LENGTH);
            }
        }
    }

    /**
     * Carries out a plan for a sound tree.
     *
     * @param index the free blocks as the file has them
     * @return the free space as it is then
     */
    public FreeSpace apply(RecoveryPlan plan, FreeIndex index) throws IOException {
        if (plan.rebuild()) {
            return rebuild(plan);
        }
        FreeSpace free = new FreeSpace(stack, index);
        free.merge(plan.seams());
        return free;
    }

    /** Carries out a plan that makes the tree anew. {@return the free space as it is then} */
    public FreeSpace rebuild(RecoveryPlan plan) throws IOException {
        for (long seam : plan.seams()) {
            stack.zero(seam, GhostTreeLayout.NODE_LENGTH);
        }
        FreeIndex balanced = FreeIndex.balanced(plan.blocks());
        TreeWriter.writeAll(stack, balanced);
        return new FreeSpace(stack, balanced);
    }
}
