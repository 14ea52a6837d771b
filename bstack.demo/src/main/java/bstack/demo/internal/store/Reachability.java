package bstack.demo.internal.store;

import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.HeapBlock.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    private final Extents reached;
    private final int most;
    private final List<Problem> problems = new ArrayList<>();
    private long more;

    /** What is wrong with a slice. */
    private enum Kind {
        OVERLAP,
        OUTSIDE,
        LOST
    }

    /**
     * Something that does not fit.
     *
     * @param start where the slice or the lost space begins
     * @param length its length
     * @param other where the slice begins with which it overlaps
     * @param end where that one ends
     */
    private record Problem(Kind kind, long start, long length, long other, long end) {}

    /** Finds out what is at places where slices begin. */
    @FunctionalInterface
    interface Describer {
        /** {@return what is there, for messages} */
        Map<Long, String> describe(Set<Long> starts) throws IOException;
    }

    private Reachability(List<HeapBlock> blocks, Extents reached, int most) {
        this.blocks = blocks;
        this.reached = reached;
        this.most = most;
    }

    /**
     * Compares.
     *
     * @param blocks the heap's blocks in address order
     * @param reached the slices that the store reaches; sorted by this call
     * @param most how many findings are described
     */
    static Reachability of(List<HeapBlock> blocks, Extents reached, int most) {
        reached.sort();
        Reachability comparison = new Reachability(blocks, reached, most);
        comparison.overlaps();
        comparison.places(comparison.blocksHoldSeveral());
        return comparison;
    }

    private void add(Kind kind, long start, long length, long other, long end) {
        if (problems.size() < most) {
            problems.add(new Problem(kind, start, length, other, end));
        } else {
            more++;
        }
    }

    private void overlaps() {
        int last = -1;
        for (int i = 0; i < reached.size(); i++) {
            if (last >= 0 && reached.start(i) < reached.end(last)) {
                add(Kind.OVERLAP, reached.start(i), reached.length(i), reached.start(last), reached.end(last));
            }
            last = last < 0 || reached.end(i) > reached.end(last) ? i : last;
        }
    }

    private boolean blocksHoldSeveral() {
        int next = 0;
        for (HeapBlock block : blocks) {
            int within = 0;
            while (next < reached.size() && reached.start(next) < block.end()) {
                within += reached.start(next) >= block.start() ? 1 : 0;
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
            while (next < reached.size() && reached.start(next) < block.end()) {
                int extent = next++;
                if (reached.start(extent) < block.start() || reached.end(extent) > block.end() || block.isFree()) {
                    outside(extent);
                    continue;
                }
                if (gapsCount && reached.start(extent) - covered >= ROUNDING) {
                    lost(covered, reached.start(extent));
                }
                covered = Math.max(covered, reached.end(extent));
                within++;
            }
            if (block.state() == State.USED && within == 0) {
                lost(block.start(), block.end());
            } else if (block.state() == State.USED && gapsCount && block.end() - covered >= ROUNDING) {
                lost(covered, block.end());
            }
        }
        while (next < reached.size()) {
            outside(next++);
        }
    }

    private void outside(int extent) {
        add(Kind.OUTSIDE, reached.start(extent), reached.length(extent), 0, 0);
    }

    private void lost(long from, long to) {
        add(Kind.LOST, from, to - from, 0, 0);
    }

    /** {@return how many more findings there are than are described} */
    long more() {
        return more;
    }

    /** {@return what does not fit} */
    List<Finding> findings(Describer describer) throws IOException {
        Set<Long> starts = new HashSet<>();
        for (Problem problem : problems) {
            if (problem.kind != Kind.LOST) {
                starts.add(problem.start);
                starts.add(problem.other);
            }
        }
        Map<Long, String> known = starts.isEmpty() ? new HashMap<>() : describer.describe(starts);
        return problems.stream().map(problem -> finding(problem, known)).toList();
    }

    private static Finding finding(Problem problem, Map<Long, String> known) {
        String what = known.getOrDefault(problem.start, "a slice of the store");
        return switch (problem.kind) {
            case OVERLAP ->
                new Finding(
                        problem.start,
                        "only %s up to %d"
                                .formatted(known.getOrDefault(problem.other, "a slice of the store"), problem.end),
                        "%s, which begins at %d".formatted(what, problem.start));
            case OUTSIDE ->
                new Finding(
                        problem.start,
                        "a used block around %s, %d bytes".formatted(what, problem.length),
                        "free space, or none");
            case LOST ->
                new Finding(
                        problem.start,
                        "used space that a key or the index refers to",
                        problem.length + " bytes that nothing refers to");
        };
    }
}
