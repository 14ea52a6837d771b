package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.StoredPart.Cell;
import bstack.collections.StoredPart.Name;
import bstack.collections.StoredPart.Node;
import bstack.collections.StoredPart.Root;
import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of structures, found by their marks in heaps of every kind, and in bytes of no kind. */
class StoredPartTest {
    private static final int ENTRIES = 500;

    private static BStack filled(HeapKind kind) throws IOException {
        BStack stack = BStack.open(Storage.memory());
        HeapRoot root = HeapRoot.open(kind.open(stack));
        DurableMap<Long, byte[]> map = root.map("map", Codec.int64(), Codec.bytes());
        DurableQueue<String> queue = root.queue("queue", Codec.utf8());
        stack.transact(() -> {
            for (long i = 0; i < ENTRIES; i++) {
                map.put(i, value(i));
                queue.add("element " + i);
            }
        });
        return stack;
    }

    private static byte[] value(long key) {
        byte[] value = new byte[key % 50 == 0 ? 3000 : (int) (key % 50)];
        new Random(key).nextBytes(value);
        return value;
    }

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void aScanFindsEveryHeaderEveryPageAndEveryEntry(HeapKind kind) throws IOException {
        BStack stack = filled(kind);
        Map<Integer, Root> roots = new HashMap<>();
        Map<Integer, List<Node>> nodes = new HashMap<>();
        List<Name> names = new ArrayList<>();
        long[] before = {-1};
        StoredPart.scan(
                stack,
                part -> {
                    assertTrue(part.start() > before[0] && part.start() + part.length() <= stack.length());
                    before[0] = part.start();
                    if (part instanceof Root root) {
                        roots.put(root.tree(), root);
                    } else if (part instanceof Node node) {
                        nodes.computeIfAbsent(node.tree(), tree -> new ArrayList<>())
                                .add(node);
                    }
                },
                null);
        assertEquals(3, roots.size());
        roots.forEach((tree, root) -> assertTrue(nodes.get(tree).size() >= root.pages()));
        Root directory = (Root) StoredPart.at(stack, stack.getLong(0));
        assertNotNull(directory);
        for (Cell cell : ((Node) StoredPart.at(stack, directory.root())).cells()) {
            names.add(Name.of(cell));
        }
        assertEquals(List.of("map", "queue"), names.stream().map(Name::name).toList());
        assertEquals(List.of("int64", "bytes"), names.get(0).codecs());
        for (Name name : names) {
            Root root = (Root) StoredPart.at(stack, name.header());
            assertEquals(name.kind(), root.kind());
            assertEquals(ENTRIES, root.entries());
        }
        assertEquals(ENTRIES, checkLeaves(stack, (Root)
                StoredPart.at(stack, names.get(0).header())));
    }

    /** {@return how many entries of the map lie below its root, each with its value} */
    private static int checkLeaves(BStack stack, Root map) throws IOException {
        int entries = 0;
        List<Long> open = new ArrayList<>(List.of(map.root()));
        while (!open.isEmpty()) {
            Node node = (Node) StoredPart.at(stack, open.remove(open.size() - 1));
            for (Cell cell : node.cells()) {
                if (node.level() > 0) {
                    open.add(cell.child());
                    continue;
                }
                entries++;
                byte[] value = cell.isApart()
                        ? stack.get(cell.valueStart(), cell.valueStart() + cell.valueLength())
                        : cell.value();
                assertArrayEquals(value(Codec.int64().decode(cell.key())), value);
            }
        }
        return entries;
    }

    @Test
    void whatIsNoPartIsNoneWhateverItsBytesAre() throws IOException {
        BStack stack = filled(HeapKind.FIRST_FIT);
        long root = ((Root) StoredPart.at(stack, stack.getLong(0))).root();
        long length = stack.length();
        assertNull(StoredPart.at(stack, root + 1));
        assertNull(StoredPart.at(stack, -1));
        assertNull(StoredPart.at(stack, length));
        assertNull(StoredPart.at(stack, length - 10));
        assertNull(StoredPart.at(stack, Long.MAX_VALUE));
        long seed = Long.getLong("bstack.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            long at = root + random.nextInt(4096);
            byte[] old = stack.get(at, at + 1);
            stack.set(at, new byte[] {(byte) (old[0] ^ 1 << random.nextInt(8))});
            // The gap between slots and cells is under no checksum; a part that is found there is what it was.
            StoredPart found = StoredPart.at(stack, root);
            assertTrue(found == null || ((Node) found).cells().size() == 2, "seed " + seed);
            stack.set(at, old);
        }
        stack.push("BTREP".repeat(4000).getBytes());
        List<StoredPart> found = new ArrayList<>();
        StoredPart.scan(stack, part -> found.add(part.start() < length ? null : part), null);
        assertTrue(found.stream().allMatch(part -> part == null), "seed " + seed);
    }

    @Test
    void aScanSaysHowFarItIsAndCanBeStopped() throws IOException {
        BStack stack = filled(HeapKind.GHOST_TREE);
        stack.push(new byte[3 << 20]);
        List<Long> told = new ArrayList<>();
        StoredPart.scan(stack, part -> {}, (done, total) -> {
            assertEquals(stack.length(), total);
            told.add(done);
            return told.size() < 2;
        });
        assertEquals(2, told.size());
    }
}
