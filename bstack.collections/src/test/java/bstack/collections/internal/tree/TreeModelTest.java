package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.collections.HeapKind;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.root.Directory;
import bstack.collections.internal.root.Structure;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations on several trees of a heap, in transactions of which some are rolled back, beside models;
 * {@code -Dbstack.seed=N} repeats a run.
 */
class TreeModelTest {
    private static final int ROUNDS = 4;
    private static final int OPERATIONS = 3000;

    private static final class Rolled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Random random;
    private Directory directory;
    private List<Structure> structures;
    private List<NavigableMap<byte[], byte[]>> models;
    private int keySpace;
    private int longestKey;
    private int longestValue;
    private int puts;

    @ParameterizedTest
    @EnumSource(HeapKind.class)
    void treesAreWhatTheirModelsAre(HeapKind kind) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = Long.getLong("bstack.seed", System.nanoTime());
            try {
                run(kind, seed);
            } catch (Throwable failure) {
                throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
            }
        }
    }

    private void run(HeapKind kind, long seed) throws IOException {
        random = new Random(seed);
        keySpace = 1 + random.nextInt(3000);
        longestKey = random.nextInt(3) == 0 ? 8 : random.nextInt(1025);
        longestValue = random.nextInt(3) == 0 ? 20_000 : 300;
        puts = 30 + random.nextInt(50);
        BStackAllocator heap = kind.open(BStack.open(Storage.memory()));
        directory = Directory.open(heap);
        structures = new ArrayList<>();
        models = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            structures.add(directory.open("tree " + i, TreeKind.MAP, List.of("keys", "values")));
            models.add(Trees.model());
        }
        for (int done = 0; done < OPERATIONS; ) {
            done += transaction();
            int dice = random.nextInt(20);
            if (dice < 3) {
                assertSame();
            } else if (dice < 5) {
                relocate(structures.get(random.nextInt(structures.size())));
            }
        }
        assertSame();
        Trees.assertNothingLeaks(directory);
        dropAll();
        heap.close();
    }

    private int transaction() throws IOException {
        int operations = 1 + random.nextInt(100);
        List<NavigableMap<byte[], byte[]>> after = new ArrayList<>();
        models.forEach(model -> after.add(Trees.copy(model)));
        boolean fails = random.nextInt(4) == 0;
        try {
            directory.heap().stack().transact(() -> {
                for (int i = 0; i < operations; i++) {
                    int which = random.nextInt(structures.size());
                    operation(structures.get(which), after.get(which));
                }
                if (fails) {
                    throw new Rolled();
                }
            });
            models = after;
        } catch (Rolled e) {
            // The models are as they were.
        }
        return operations;
    }

    private void operation(Structure structure, NavigableMap<byte[], byte[]> model) throws IOException {
        Tree tree = structure.tree();
        byte[] key = key();
        int dice = random.nextInt(100);
        if (dice < puts) {
            byte[] value = value();
            assertArrayEquals(model.put(key, value), tree.put(key, value));
        } else if (dice < 93) {
            assertArrayEquals(model.remove(key), tree.remove(key));
        } else if (dice < 94) {
            byte[] value = value();
            assertArrayEquals(model.putIfAbsent(key, value), tree.putIfAbsent(key, value));
        } else if (dice < 95) {
            assertEquals(model.remove(key) != null, tree.delete(key));
        } else if (dice < 96) {
            byte[] expected = model.getOrDefault(key, new byte[] {1});
            byte[] value = value();
            assertEquals(model.replace(key, value) != null, tree.replace(key, expected, value));
        } else if (dice < 98) {
            neighbours(tree, model, key);
        } else if (dice < 99) {
            assertArrayEquals(model.get(key), tree.get(key));
            assertEquals(model.containsKey(key), tree.contains(key));
        } else if (random.nextInt(10) == 0) {
            structure.clear();
            model.clear();
        }
    }

    private void neighbours(Tree tree, NavigableMap<byte[], byte[]> model, byte[] key) throws IOException {
        ByteRange all = ByteRange.all();
        Trees.assertEntry(model.floorEntry(key), tree.last(all.below(ByteRange.after(key))));
        Trees.assertEntry(model.lowerEntry(key), tree.last(all.below(key)));
        Trees.assertEntry(model.ceilingEntry(key), tree.first(all.from(key)));
        Trees.assertEntry(model.higherEntry(key), tree.first(all.from(ByteRange.after(key))));
        byte[] other = key();
        byte[] low = Arrays.compareUnsigned(key, other) < 0 ? key : other;
        NavigableMap<byte[], byte[]> part = model.subMap(low, true, low == key ? other : key, false);
        ByteRange range = all.from(low).below(low == key ? other : key);
        Trees.assertEntry(part.firstEntry(), tree.first(range));
        Trees.assertEntry(part.lastEntry(), tree.last(range));
        NavigableMap<byte[], byte[]> whole = model;
        if (random.nextBoolean()) {
            TreeEntry removed = random.nextBoolean() ? tree.removeFirst(range) : tree.removeLast(range);
            if (removed != null) {
                assertArrayEquals(whole.remove(removed.key()), removed.value());
            }
        }
    }

    /** {@return a key of one of several forms: the same number gives the same key} */
    private byte[] key() {
        Random form = new Random(random.nextInt(keySpace));
        int length = longestKey == 8 ? 8 : form.nextInt(4) == 0 ? form.nextInt(longestKey + 1) : form.nextInt(20);
        byte[] key = Trees.bytes(form, length);
        if (form.nextBoolean()) {
            for (int i = 0; i < Math.min(length, 12); i++) {
                key[i] = (byte) (i % 3 == 0 ? 0 : -1);
            }
        }
        return key;
    }

    private byte[] value() {
        return Trees.bytes(random, random.nextInt(10) == 0 ? random.nextInt(longestValue + 1) : random.nextInt(120));
    }

    /** Moves some of the slices of a tree, its header at the end, as a compaction would. */
    private void relocate(Structure structure) throws IOException {
        BStackAllocator heap = directory.heap();
        byte[] next = {};
        while (next != null) {
            next = structure.tree().relocate(next, slice -> random.nextBoolean() ? heap.alloc(slice.length()) : null);
        }
        heap.stack()
                .transact(() -> directory.moveHeader(
                        structure, heap.alloc(structure.tree().header().slice().length())));
        heap.stack().transact(() -> {
            Tree own = directory.tree();
            directory.moveHeader(heap.alloc(own.header().slice().length()));
        });
    }

    private void assertSame() throws IOException {
        for (int i = 0; i < structures.size(); i++) {
            Trees.assertSame(models.get(i), structures.get(i).tree());
        }
        assertEquals(List.of(), directory.tree().verify());
    }

    private void dropAll() throws IOException {
        for (Structure structure : structures) {
            if (random.nextBoolean()) {
                structure.clear();
                assertEquals(0, structure.tree().size());
            }
            directory.drop(structure.name());
            assertThrows(IllegalStateException.class, () -> structure.tree().get(new byte[0]));
        }
        assertEquals(List.of(), directory.structures());
        Trees.assertNothingLeaks(directory);
    }
}
