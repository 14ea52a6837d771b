package bstack.alloc.ghosttree.internal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The index beside a sorted map, with every change taken back at some time; {@code -Dbstack.seed=N} repeats a run. */
class FreeIndexTest {
    private final FreeIndex index = new FreeIndex();
    private final TreeMap<Long, Long> model = new TreeMap<>();

    @Test
    void itFindsWhatASortedMapFindsAndTakesChangesBackExactly() {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            run(new Random(seed));
        } catch (Throwable failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    private void run(Random random) {
        Map<Long, String> file = nodes();
        for (int i = 0; i < 3000; i++) {
            IndexChanges changes = new IndexChanges(index, new TailRun());
            index.record(changes);
            TreeMap<Long, Long> before = new TreeMap<>(model);
            String shape = nodes().toString();
            int count = 1 + random.nextInt(6);
            for (int j = 0; j < count; j++) {
                change(random);
            }
            if (random.nextInt(4) == 0) {
                changes.run();
                model.clear();
                model.putAll(before);
                assertEquals(shape, nodes().toString());
            } else {
                write(changes, file);
                assertEquals(nodes(), file, "the nodes to be written are those that differ");
            }
            IndexCheck.check(index);
            compare(random);
        }
    }

    private void change(Random random) {
        if (model.size() > 150 || !model.isEmpty() && random.nextInt(100) < 45) {
            List<Long> starts = new ArrayList<>(model.keySet());
            long start = starts.get(random.nextInt(starts.size()));
            index.remove(index.below(start + 1));
            model.remove(start);
        } else {
            long start = 48 + 32L * random.nextInt(2000);
            long size = 32L * (1 + random.nextInt(4));
            if (index.overlapping(start, start + size) == FreeIndex.NONE) {
                index.add(start, size);
                model.put(start, size);
            }
        }
    }

    private void compare(Random random) {
        long size = 32L * (1 + random.nextInt(5));
        long expected = model.entrySet().stream()
                .filter(block -> block.getValue() >= size)
                .min(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0L);
        assertEquals(expected, index.pointer(index.bestFit(size)));
        long start = 48 + 32L * random.nextInt(2000);
        Map.Entry<Long, Long> below = model.lowerEntry(start + size);
        assertEquals(below == null ? 0 : below.getKey(), index.pointer(index.below(start + size)));
        assertEquals(
                below != null && below.getKey() + below.getValue() > start,
                index.overlapping(start, start + size) != FreeIndex.NONE);
    }

    /** {@return the nodes as the file should have them, by their place; the root under 0} */
    private Map<Long, String> nodes() {
        Map<Long, String> nodes = new TreeMap<>();
        for (int slot = 0; slot < index.blocks().count(); slot++) {
            if (index.bySize().height(slot) > 0) {
                nodes.put(index.start(slot), node(slot));
            }
        }
        nodes.put(0L, "root " + index.pointer(index.bySize().root()));
        return nodes;
    }

    private String node(int slot) {
        AvlTree tree = index.bySize();
        return "%d %d %d %d %d"
                .formatted(
                        index.size(slot),
                        tree.height(slot),
                        tree.balance(slot),
                        index.pointer(tree.left(slot)),
                        index.pointer(tree.right(slot)));
    }

    /** Does to a map what {@link TreeWriter} does to a file; what is no longer free is not a node any more. */
    private void write(IndexChanges changes, Map<Long, String> file) {
        int[] refilled = changes.refilled();
        long[] touched = changes.touched();
        for (int i = 0; i < touched.length; i++) {
            if (changes.isChanged(touched, i, refilled)) {
                int slot = IndexChanges.slot(touched[i]);
                String old = file.put(index.start(slot), node(slot));
                assertTrue(!node(slot).equals(old) || !model.containsKey(index.start(slot)) || old != null);
            }
        }
        if (changes.rootChanged(refilled)) {
            file.put(0L, "root " + index.pointer(index.bySize().root()));
        }
        file.keySet().removeIf(start -> start != 0 && !model.containsKey(start));
    }

    @Test
    void aTableSortsItsRowsByAddressAndBySizeWithoutAnObjectPerRow() {
        Random random = new Random(Long.getLong("bstack.seed", 11));
        BlockTable table = new BlockTable();
        Map<Long, Long> seen = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            long start = 48 + 32 * (random.nextLong() >>> (random.nextInt(40) + 6));
            if (seen.putIfAbsent(start, 0L) == null) {
                table.append(start, 32 * (1 + (random.nextLong() >>> (random.nextInt(57) + 6))));
            }
        }
        int[] byAddress = table.byAddress();
        int[] bySize = table.bySizeAndAddress();
        assertEquals(table.count(), byAddress.length);
        for (int i = 1; i < table.count(); i++) {
            assertTrue(table.start(byAddress[i - 1]) < table.start(byAddress[i]));
            long smaller = table.size(bySize[i - 1]);
            long larger = table.size(bySize[i]);
            assertTrue(smaller < larger || smaller == larger && table.start(bySize[i - 1]) < table.start(bySize[i]));
        }
    }
}
