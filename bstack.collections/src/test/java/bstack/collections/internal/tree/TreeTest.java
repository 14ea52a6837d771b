package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.HeapKind;
import bstack.collections.internal.format.PageLayout;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.root.Directory;
import bstack.collections.internal.root.Structure;
import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chosen cases of a tree. */
class TreeTest {
    private static final byte[] VALUE = new byte[100];

    private Directory directory;
    private Structure structure;
    private Tree tree;

    @BeforeEach
    void open() throws IOException {
        directory = Directory.open(HeapKind.FIRST_FIT.open(BStack.open(Storage.memory())));
        structure = directory.open("tree", TreeKind.MAP, List.of("keys", "values"));
        tree = structure.tree();
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(16).putLong(number).array();
    }

    private long pages() throws IOException {
        return tree.read(TreeHeader::pages);
    }

    /** {@return the part of all pages that entries take} */
    private double filled(long entries) throws IOException {
        return entries * (16.0 + VALUE.length) / (pages() * PageLayout.SIZE);
    }

    private void putAll(List<Long> numbers) throws IOException {
        directory.heap().stack().transact(() -> {
            for (long number : numbers) {
                tree.put(key(number), VALUE);
            }
        });
    }

    private static List<Long> numbers(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Test
    void whatComesInOrderFillsThePages() throws IOException {
        putAll(numbers(20_000));
        assertEquals(List.of(), tree.verify());
        assertTrue(filled(20_000) > 0.92, () -> "filled");
    }

    /** LMDB has 10 bytes of its own for each entry of 126, and pages that are full to 68 % after a load of this kind. */
    @Test
    void aLoadInRandomOrderTakesNoMoreThanInLmdb() throws IOException {
        List<Long> numbers = numbers(20_000);
        Collections.shuffle(numbers, new Random(Long.getLong("bstack.seed", 7)));
        putAll(numbers);
        assertEquals(List.of(), tree.verify());
        double perEntry = (double) directory.heap().length() / numbers.size();
        assertTrue(perEntry < (16 + VALUE.length + 10) / 0.68, () -> perEntry + " bytes an entry");
    }

    @Test
    void whatIsRemovedAtRandomDoesNotLeavePagesThatAreNearlyEmpty() throws IOException {
        List<Long> numbers = numbers(20_000);
        Collections.shuffle(numbers, new Random(Long.getLong("bstack.seed", 7)));
        putAll(numbers);
        directory.heap().stack().transact(() -> {
            for (long number : numbers.subList(0, 18_000)) {
                assertTrue(tree.delete(key(number)));
            }
        });
        assertEquals(List.of(), tree.verify());
        assertTrue(filled(2_000) > 0.45, () -> "filled");
    }

    @Test
    void aQueueMovesThroughFewPages() throws IOException {
        for (int round = 0; round < 50; round++) {
            directory.heap().stack().transact(() -> {
                for (int i = 0; i < 200; i++) {
                    tree.append(VALUE);
                }
            });
            directory.heap().stack().transact(() -> {
                for (int i = 0; i < 200; i++) {
                    tree.removeFirst(ByteRange.all());
                }
            });
            assertEquals(List.of(), tree.verify());
            assertEquals(0, pages());
        }
        assertEquals(10_000, tree.read(TreeHeader::sequence));
    }

    @Test
    void whatIsTakenFromBothEndsLeavesNoPages() throws IOException {
        putAll(numbers(5_000));
        directory.heap().stack().transact(() -> {
            for (int i = 0; i < 2_500; i++) {
                assertArrayEquals(key(i), tree.removeFirst(ByteRange.all()).key());
                assertArrayEquals(
                        key(4_999 - i), tree.removeLast(ByteRange.all()).key());
            }
        });
        assertEquals(0, pages());
        assertNull(tree.first(ByteRange.all()));
    }

    @Test
    void keysMayBeEmptyOrAsLongAsAllowed() throws IOException {
        NavigableMap<byte[], byte[]> model = Trees.model();
        Random random = new Random(Long.getLong("bstack.seed", 3));
        for (int i = 0; i < 300; i++) {
            byte[] key = new byte[i % 3 == 0 ? PageLayout.MAX_KEY : i];
            for (int at = key.length - 1; at > key.length - 4 && at >= 0; at--) {
                key[at] = (byte) random.nextInt();
            }
            byte[] value = Trees.bytes(random, random.nextInt(40));
            assertArrayEquals(model.put(key, value), tree.put(key, value));
        }
        Trees.assertSame(model, tree);
        for (byte[] key : List.copyOf(model.keySet())) {
            assertArrayEquals(model.remove(key), tree.remove(key));
            if (model.size() % 50 == 0) {
                Trees.assertSame(model, tree);
            }
        }
        Trees.assertNothingLeaks(directory);
    }

    @Test
    void valuesOfEveryLengthAroundThatOfASliceAreKept() throws IOException {
        NavigableMap<byte[], byte[]> model = Trees.model();
        Random random = new Random(Long.getLong("bstack.seed", 3));
        for (int length = 900; length < 1100; length++) {
            byte[] value = Trees.bytes(random, length);
            model.put(key(length), value);
            tree.put(key(length), value);
        }
        Trees.assertSame(model, tree);
        for (int length = 900; length < 1100; length++) {
            byte[] value = Trees.bytes(random, 2000 - length);
            assertArrayEquals(model.put(key(length), value), tree.put(key(length), value));
        }
        Trees.assertSame(model, tree);
        structure.clear();
        Trees.assertNothingLeaks(directory);
    }

    @Test
    void aScanGoesOnWhateverIsRemovedBehindAndBeforeIt() throws IOException {
        putAll(numbers(1_000));
        ByteRange rest = ByteRange.all();
        List<Long> seen = new ArrayList<>();
        while (rest != null) {
            LeafRun run = tree.ascending(rest);
            if (run == null) {
                break;
            }
            for (int i = run.from(); i < run.to(); i++) {
                long number = ByteBuffer.wrap(run.leaf().key(i)).getLong();
                seen.add(number);
                tree.delete(key(number));
                tree.delete(key(999 - number / 2 * 2));
            }
            rest = run.rest();
        }
        List<Long> sorted = new ArrayList<>(seen);
        Collections.sort(sorted);
        assertEquals(sorted, seen);
        assertTrue(seen.containsAll(numbers(500)));
    }

    @Test
    void aPrefixOfOnesHasNoUpperEnd() {
        byte[] ones = {-1, -1};
        assertNull(ByteRange.prefix(ones).high());
        assertArrayEquals(new byte[] {1}, ByteRange.prefix(new byte[] {0, -1}).high());
        assertTrue(ByteRange.prefix(new byte[] {5}).contains(new byte[] {5, -1, -1}));
    }
}
