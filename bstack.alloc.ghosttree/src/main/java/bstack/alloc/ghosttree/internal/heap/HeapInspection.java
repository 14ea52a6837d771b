package bstack.alloc.ghosttree.internal.heap;

import bstack.alloc.ghosttree.internal.format.GhostTreeLayout;
import bstack.alloc.ghosttree.internal.recovery.TreeSurvey;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A look at a heap as it is in the file; it changes nothing, and does not rely on the index. */
public final class HeapInspection {
    private HeapInspection() {}

    /**
     * {@return the blocks from the arena's start to the payload's end; what is between two free ones is one used one}
     *
     * @throws BStackCorruptException if the free blocks cannot all be found
     */
    public static List<HeapBlock> blocks(BStack stack) throws IOException {
        long end = stack.length();
        TreeSurvey survey = TreeSurvey.of(stack, end, false);
        Finding damage = survey.damage();
        if (damage != null) {
            throw new BStackCorruptException(
                    stack.name(), GhostTreeLayout.position(damage.offset()), damage.expected(), damage.found());
        }
        List<HeapBlock> blocks = new ArrayList<>();
        long covered = GhostTreeLayout.ARENA_START;
        for (int slot : survey.blocks().byAddress()) {
            long start = survey.blocks().start(slot);
            addUsed(blocks, covered, start);
            blocks.add(new HeapBlock(start, survey.blocks().size(slot), HeapBlock.State.FREE));
            covered = survey.blocks().end(slot);
        }
        addUsed(blocks, covered, end);
        return blocks;
    }

    private static void addUsed(List<HeapBlock> blocks, long from, long to) {
        if (from < to) {
            blocks.add(new HeapBlock(from, to - from, HeapBlock.State.USED));
        }
    }

    /** {@return what is unsound: header, length, tree, contents of the free blocks} */
    public static List<Finding> verify(BStack stack) throws IOException {
        long length = stack.length();
        List<Finding> findings = new ArrayList<>();
        byte[] head = stack.get(0, Math.min(length, GhostTreeLayout.ARENA_START));
        if (!PayloadKind.isHeap(length, head)) {
            int from = (int) Math.min(GhostTreeLayout.MAGIC_OFFSET, head.length);
            byte[] magic =
                    Arrays.copyOfRange(head, from, Math.min(from + GhostTreeLayout.magicPrefix().length, head.length));
            findings.add(new Finding(
                    GhostTreeLayout.MAGIC_OFFSET,
                    GhostTreeLayout.magicText(),
                    magic.length == 0 ? "nothing" : HexFormat.ofDelimiter(" ").formatHex(magic)));
        }
        if (length < GhostTreeLayout.ARENA_START) {
            return findings;
        }
        long end = length - (length - GhostTreeLayout.ARENA_START) % GhostTreeLayout.UNIT;
        if (end < length) {
            findings.add(new Finding(
                    end,
                    "the payload's end, at a whole number of units of %d bytes".formatted(GhostTreeLayout.UNIT),
                    length - end + " more bytes"));
        }
        findings.addAll(TreeSurvey.of(stack, end, true).findings());
        return findings;
    }
}
