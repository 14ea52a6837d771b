package bstack.demo.internal.store;

import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.HeapBlock.State;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The comparison of what a store reaches with what its heap says is used.
 *
 * <p>Every reached slice must be in one used block, no two may overlap, and a used block without a slice is lost. Some
 * allocators know only where free space is and report neighbouring slices as one used block; that shows by a block
 * which holds several reached slices, and in such a heap also a gap between them counts as lost, if rounding does not
 * explain it.
 */
final class Reachability {
    /** A gap below this may be what an allocator that reports no single slices has rounded up. */
    private static final long ROUNDING = 32;

    private final List<HeapBlock> blocks;
    private final List<Extent> reached;
    private final Consumer<Finding> findings;

    private Reachability(List<HeapBlock> blocks, List<Extent> reached, Consumer<Finding> findings) {
        this.blocks = blocks;
        this.reached = reached;
        this.findings = findings;
    }

    /**
     * Compares, and reports what does not fit.
     *
     * @param blocks the heap's blocks in address order
     * @param reached the slices that the store reaches; sorted by this call
     */
    static void compare(List<HeapBlock> blocks, List<Extent> reached, Consumer<Finding> findings) {
        Collections.sort(reached);
        Reachability comparison = new Reachability(blocks, reached, findings);
        comparison.overlaps();
        comparison.places(comparison.blocksHoldSeveral());
    }

    private void overlaps() {
        Extent last = null;
        for (Extent extent : reached) {
            if (last != null && extent.start() < last.end()) {
                String found = "%s, which begins at %d".formatted(extent.what(), extent.start());
                findings.accept(new Finding(extent.start(), "only " + last.what() + " up to " + last.end(), found));
            }
            last = last == null || extent.end() > last.end() ? extent : last;
        }
    }

    private boolean blocksHoldSeveral() {
        int next = 0;
        for (HeapBlock block : blocks) {
            int within = 0;
            while (next < reached.size() && reached.get(next).start() < end(block)) {
                within += reached.get(next).start() >= block.start() ? 1 : 0;
                next++;
            }
            if (within > 1) {
                return true;
            }
        }
        return false;
    }

    private void places(boolean gapsCount) {
        int next = 0;
        for (HeapBlock block : blocks) {
            long covered = block.start();
            int within = 0;
            while (next < reached.size() && reached.get(next).start() < end(block)) {
                Extent extent = reached.get(next++);
                if (extent.start() < block.start() || extent.end() > end(block) || block.state() == State.FREE) {
                    outside(extent);
                    continue;
                }
                if (gapsCount && extent.start() - covered >= ROUNDING) {
                    lost(covered, extent.start());
                }
                covered = Math.max(covered, extent.end());
                within++;
            }
            if (block.state() == State.USED && within == 0) {
                lost(block.start(), end(block));
            } else if (block.state() == State.USED && gapsCount && end(block) - covered >= ROUNDING) {
                lost(covered, end(block));
            }
        }
        reached.subList(next, reached.size()).forEach(this::outside);
    }

    private void outside(Extent extent) {
        String expected = "a used block around %s, %d bytes".formatted(extent.what(), extent.length());
        findings.accept(new Finding(extent.start(), expected, "free space, or none"));
    }

    private void lost(long from, long to) {
        findings.accept(new Finding(
                from, "used space that a key or the index refers to", (to - from) + " bytes that nothing refers to"));
    }

    private static long end(HeapBlock block) {
        return block.start() + block.length();
    }
}
