package bstack.alloc.ghosttree.internal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A comparison of the index in memory with the file, and of its two trees with each other. */
public final class IndexCheck {
    private IndexCheck() {}

    /** Checks all of it; the file is read strictly. */
    public static void check(FreeSpace free, BStack stack) throws IOException {
        FreeIndex read = TreeReader.read(stack, stack.length());
        assertNotNull(read, "the tree in the file is not as it should be");
        check(free.index());
        List<String> inFile = new ArrayList<>();
        shape(read, read.bySize(), read.bySize().root(), inFile);
        List<String> inMemory = new ArrayList<>();
        shape(free.index(), free.index().bySize(), free.index().bySize().root(), inMemory);
        assertEquals(inFile, inMemory);
    }

    /** Checks that both trees are ordered, balanced, and hold the same blocks. */
    static void check(FreeIndex index) {
        List<String> bySize = new ArrayList<>();
        List<String> byAddress = new ArrayList<>();
        shape(index, index.bySize(), index.bySize().root(), bySize);
        shape(index, index.byAddress(), index.byAddress().root(), byAddress);
        Set<Long> starts = new TreeSet<>();
        Comparator<Integer> key = Comparator.comparingLong(index::size);
        ordered(index, index.bySize(), index.bySize().root(), key.thenComparingLong(index::start))
                .forEach(slot -> starts.add(index.start(slot)));
        List<Long> ascending =
                ordered(index, index.byAddress(), index.byAddress().root(), Comparator.comparingLong(index::start))
                        .stream()
                        .map(index::start)
                        .toList();
        assertEquals(new ArrayList<>(starts), ascending);
    }

    private static List<Integer> ordered(FreeIndex index, AvlTree tree, int root, Comparator<Integer> order) {
        List<Integer> slots = new ArrayList<>();
        collect(tree, root, slots);
        for (int i = 1; i < slots.size(); i++) {
            assertTrue(order.compare(slots.get(i - 1), slots.get(i)) < 0, "keys do not ascend");
        }
        return slots;
    }

    private static void collect(AvlTree tree, int slot, List<Integer> into) {
        if (slot != AvlTree.NONE) {
            collect(tree, tree.left(slot), into);
            into.add(slot);
            collect(tree, tree.right(slot), into);
        }
    }

    /** Lists the nodes in preorder, and returns the height, having checked heights and balances. */
    private static int shape(FreeIndex index, AvlTree tree, int slot, List<String> into) {
        if (slot == AvlTree.NONE) {
            return 0;
        }
        into.add("%d:%d(%d,%d)"
                .formatted(
                        index.start(slot),
                        index.size(slot),
                        index.pointer(tree.left(slot)),
                        index.pointer(tree.right(slot))));
        int left = shape(index, tree, tree.left(slot), into);
        int right = shape(index, tree, tree.right(slot), into);
        assertEquals(1 + Math.max(left, right), tree.height(slot), "height");
        assertEquals(right - left, tree.balance(slot), "balance");
        assertTrue(Math.abs(right - left) <= 1, "out of balance");
        return tree.height(slot);
    }
}
