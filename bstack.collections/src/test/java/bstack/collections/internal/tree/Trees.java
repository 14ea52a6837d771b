package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.internal.root.Directory;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What tests of trees have in common. */
final class Trees {
    private Trees() {}

    /** {@return a model of a tree, empty} */
    static NavigableMap<byte[], byte[]> model() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    /** {@return a copy of a model} */
    static NavigableMap<byte[], byte[]> copy(NavigableMap<byte[], byte[]> model) {
        NavigableMap<byte[], byte[]> copy = model();
        copy.putAll(model);
        return copy;
    }

    /** {@return random bytes} */
    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Fails unless a tree has what a model has, however it is read, and is sound. */
    static void assertSame(NavigableMap<byte[], byte[]> model, Tree tree) throws IOException {
        assertEquals(List.of(), tree.verify());
        assertEquals(model.size(), tree.size());
        Iterator<Map.Entry<byte[], byte[]>> expected = model.entrySet().iterator();
        for (ByteRange rest = ByteRange.all(); rest != null; ) {
            LeafRun run = tree.ascending(rest);
            for (int i = run == null ? 0 : run.from(); run != null && i < run.to(); i++) {
                assertEntry(expected.next(), run, i, tree);
            }
            rest = run == null ? null : run.rest();
        }
        assertFalse(expected.hasNext());
        expected = model.descendingMap().entrySet().iterator();
        for (ByteRange rest = ByteRange.all(); rest != null; ) {
            LeafRun run = tree.descending(rest);
            for (int i = run == null ? 0 : run.to() - 1; run != null && i >= run.from(); i--) {
                assertEntry(expected.next(), run, i, tree);
            }
            rest = run == null ? null : run.rest();
        }
        assertFalse(expected.hasNext());
    }

    private static void assertEntry(Map.Entry<byte[], byte[]> expected, LeafRun run, int index, Tree tree)
            throws IOException {
        assertArrayEquals(expected.getKey(), run.leaf().key(index));
        assertArrayEquals(expected.getValue(), tree.value(run.leaf(), index));
    }

    /** Fails unless two entries are equal, or both are none. */
    static void assertEntry(Map.@Nullable Entry<byte[], byte[]> expected, @Nullable TreeEntry found) {
        if (expected == null) {
            assertNull(found);
        } else {
            assertNotNull(found);
            assertArrayEquals(expected.getKey(), found.key());
            assertArrayEquals(expected.getValue(), found.value());
        }
    }

    /** Fails unless what the structures of a heap use is all that is allocated in it, each slice once. */
    static void assertNothingLeaks(Directory directory) throws IOException {
        BStackAllocator heap = directory.heap();
        NavigableSet<BStackSlice> slices = new TreeSet<>();
        directory.trace(slice -> assertTrue(slices.add(slice), () -> "twice: " + slice));
        List<Finding> findings = ((InspectableAllocator) heap).verify();
        assertEquals(List.of(), findings);
        for (HeapBlock block : ((InspectableAllocator) heap).blocks()) {
            if (block.state() == HeapBlock.State.USED) {
                BStackSlice floor = slices.lower(BStackSlice.of(heap, block.start() + block.length(), 0));
                assertTrue(
                        floor != null && floor.end() > block.start(),
                        () -> "nothing is in the block at " + block.start() + " of " + block.length());
            }
        }
    }
}
