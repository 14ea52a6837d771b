package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.Entry;
import bstack.collections.HeapKind;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
import bstack.collections.NotAHeapRootException;
import bstack.collections.StructureMismatchException;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.core.TransactionRunnable;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.FuzzContract;
import bstack.testkit.SparseBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Whatever directory, headers and pages consist of under checksums that fit, a verification, a salvage and an iteration
 * end; entries are found or refused with a typed exception; a change that is refused has changed nothing; and where
 * nothing is found wrong, everything works and stays sound.
 *
 * <p>An input is the heap's payload in {@linkplain SparseBytes short form}.
 */
class MapFuzzTest extends FuzzContract {
    private static final byte[] NEW = {'n', 'e', 'w'};
    private static final byte[] VALUE = new byte[1500];
    private static final int SOME = 6;
    private static final int ENOUGH = 100_000;
    private static final int GHOST_TREE_MAGIC = 32;

    @Override
    protected void check(byte[] input) throws IOException {
        byte[] payload = SparseBytes.expand(input);
        Seals.sealTrees(payload);
        try (BStack stack = stack(payload)) {
            BStackAllocator heap = kind(payload).open(stack);
            boolean sound = isSound(heap);
            HeapRoot root = HeapRoot.open(heap);
            sound &= root.verify().isEmpty();
            List<DurableMap<byte[], byte[]>> maps = maps(root);
            boolean mapsAreSound = true;
            for (DurableMap<byte[], byte[]> map : maps) {
                mapsAreSound &= map.verify().isEmpty();
            }
            sound &= mapsAreSound;
            boolean[] told = new boolean[1];
            root.verifyAll(damage -> told[0] = true);
            assertTrue(told[0] || mapsAreSound, "a map is damaged, and the verification of all of them does not tell");
            root.salvage(damage -> {});
            try {
                for (DurableMap<byte[], byte[]> map : maps) {
                    use(stack, map, sound);
                }
                root.compact(null);
                assertTrue(!sound || isSound(heap), "it does not stay sound when it is compacted");
                for (DurableMap<byte[], byte[]> map : maps) {
                    change(stack, () -> root.drop(map.name()));
                }
                assertTrue(!sound || isSound(heap), "it does not stay sound");
            } catch (BStackCorruptException refusal) {
                assertFalse(sound, () -> "no finding, and yet " + refusal.getMessage());
            }
        } catch (BStackCorruptException | NotAHeapRootException | StructureMismatchException refusal) {
            // It says so.
        }
    }

    static HeapKind kind(byte[] payload) {
        boolean isGhostTree = payload.length > GHOST_TREE_MAGIC + 4
                && Arrays.equals(
                        payload, GHOST_TREE_MAGIC, GHOST_TREE_MAGIC + 4, new byte[] {'A', 'L', 'G', 'T'}, 0, 4);
        return isGhostTree ? HeapKind.GHOST_TREE : HeapKind.FIRST_FIT;
    }

    static BStack stack(byte[] payload) throws IOException {
        BStack stack = BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0));
        stack.push(payload);
        return stack;
    }

    /** {@return whether the heap is sound, and each of its blocks has one slice of the directory} */
    static boolean isSound(BStackAllocator heap) throws IOException {
        if (!((InspectableAllocator) heap).verify().isEmpty()) {
            return false;
        }
        TreeSet<BStackSlice> reached = new TreeSet<>();
        boolean[] twice = new boolean[1];
        try {
            Directory.open(heap).trace(slice -> {
                BStackSlice before = reached.floor(slice);
                BStackSlice after = reached.higher(slice);
                twice[0] |= (before != null && before.end() > slice.start())
                        || (after != null && slice.end() > after.start())
                        || !reached.add(slice);
            });
        } catch (BStackCorruptException e) {
            return false;
        }
        // Each slice is in a block of its own that is in use: freeing them all must leave nothing.
        long used = 0;
        for (HeapBlock block : ((InspectableAllocator) heap).blocks()) {
            long end = block.start() + block.length();
            for (BStackSlice slice :
                    reached.subSet(BStackSlice.of(heap, block.start(), 0), BStackSlice.of(heap, end, 0))) {
                twice[0] |= block.isFree() || slice.end() > end;
                used++;
            }
        }
        return !twice[0] && used == reached.size();
    }

    private static List<DurableMap<byte[], byte[]>> maps(HeapRoot root) throws IOException {
        List<DurableMap<byte[], byte[]>> maps = new ArrayList<>();
        for (Entry entry : root.entries()) {
            if (entry.kind() == Entry.Kind.MAP && maps.size() < SOME) {
                maps.add(root.map(entry.name(), Codec.bytes(), Codec.bytes()));
            }
        }
        return maps;
    }

    private static void use(BStack stack, DurableMap<byte[], byte[]> map, boolean sound) throws IOException {
        map.salvage((key, value) -> {});
        List<byte[]> keys = new ArrayList<>();
        map.forEach((key, value) -> {
            keys.add(key);
            assertTrue(keys.size() < ENOUGH, "the iteration has no end");
        });
        int[] back = new int[1];
        map.forEach(KeyRange.<byte[]>all().descending(), (key, value) -> {
            back[0]++;
            assertTrue(back[0] < ENOUGH, "the iteration has no end");
        });
        if (sound) {
            assertEquals(map.size(), keys.size());
            assertEquals(map.size(), back[0]);
        }
        for (byte[] key : keys.subList(0, Math.min(keys.size(), SOME))) {
            assertTrue(!sound || map.get(key) != null, "it is visited, and not found");
        }
        change(stack, () -> map.put(NEW, VALUE));
        if (sound || map.get(NEW) != null) {
            assertArrayEquals(VALUE, map.get(NEW));
        }
        for (int i = 0; i < Math.min(keys.size(), SOME); i++) {
            byte[] key = keys.get(i);
            if (i % 2 == 0) {
                change(stack, () -> map.remove(key));
                assertTrue(!sound || map.get(key) == null, "it is removed, and found");
            } else {
                change(stack, () -> map.put(key, VALUE));
            }
        }
    }

    /** Makes a change, which is refused as a whole or not at all. */
    static void change(BStack stack, TransactionRunnable change) throws IOException {
        byte[] before = stack.peek(0);
        try {
            change.run();
        } catch (BStackCorruptException refusal) {
            assertArrayEquals(before, stack.peek(0), "a refused change has changed something");
            throw refusal;
        }
    }

    /** Maps of none to many entries, in heaps of both allocators; and long keys, which make a tree of three levels. */
    @Override
    protected List<byte[]> seeds() throws IOException {
        Random random = new Random(1);
        List<byte[]> seeds = new ArrayList<>();
        for (HeapKind kind : List.of(HeapKind.FIRST_FIT, HeapKind.GHOST_TREE)) {
            for (int entries : new int[] {0, 1, 4, 200}) {
                try (BStackAllocator heap = kind.open(BStack.open(Storage.memory()))) {
                    DurableMap<byte[], byte[]> map = HeapRoot.open(heap).map("map", Codec.bytes(), Codec.bytes());
                    for (int i = 0; i < entries; i++) {
                        int length = i % 50 == 3 ? 1100 : random.nextInt(40);
                        map.put(Trees.bytes(random, random.nextInt(12)), Trees.bytes(random, length));
                    }
                    seeds.add(SparseBytes.compress(heap.stack().peek(0)));
                }
            }
            try (BStackAllocator heap = kind.open(BStack.open(Storage.memory()))) {
                DurableMap<byte[], byte[]> map = HeapRoot.open(heap).map("map", Codec.bytes(), Codec.bytes());
                for (int i = 0; i < 40; i++) {
                    byte[] key = new byte[1024];
                    key[key.length - 1] = (byte) random.nextInt();
                    map.put(key, new byte[0]);
                }
                HeapRoot.open(heap).map("other", Codec.bytes(), Codec.bytes());
                seeds.add(SparseBytes.compress(heap.stack().peek(0)));
            }
        }
        return seeds;
    }
}
