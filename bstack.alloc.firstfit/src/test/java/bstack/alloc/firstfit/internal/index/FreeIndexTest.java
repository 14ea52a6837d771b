package bstack.alloc.firstfit.internal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The index in memory against a plain list, through rollbacks and renumberings, and at a size of a million. */
class FreeIndexTest {
    private final List<Runnable> undo = new ArrayList<>();

    /** Newest first: address and size. */
    private List<long[]> list = new ArrayList<>();

    private FreeIndex index = new FreeIndex(0, undo::add);

    @Test
    void randomChangesAndRollbacksLeaveItEqualToAPlainList() {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        System.out.println("FreeIndexTest: -Dbstack.seed=" + seed);
        Random random = new Random(seed);
        int stale = 0;
        for (int round = 0; round < 600; round++) {
            List<long[]> before = copy(list);
            undo.clear();
            int target = round / 100 % 2 == 0 ? 900 : 40;
            int changes = random.nextInt(10) == 0 ? 400 : random.nextInt(20);
            for (int i = 0; i < changes; i++) {
                change(random, target);
            }
            if (random.nextInt(3) == 0) {
                undoAll();
                list = before;
            }
            if (index.isStale()) {
                stale++;
                index = rebuilt();
            } else if (round % 25 == 0) {
                index = madeAtOnce();
            }
            check(random);
        }
        assertTrue(stale < 150, "rollbacks across a renumbering are rare: " + stale);
    }

    private void change(Random random, int target) {
        int kind = random.nextInt(10);
        if (list.size() < 2 || (kind < 5 && list.size() < target)) {
            long address = 64 + 4096L * random.nextInt(100_000);
            if (list.stream().noneMatch(block -> block[0] == address)) {
                long size = 16 + 8L * random.nextInt(random.nextBoolean() ? 10 : 500);
                index.add(address, size);
                list.add(0, new long[] {address, size});
            }
        } else if (kind < 8) {
            long[] block = list.remove(random.nextInt(list.size()));
            index.remove(block[0]);
        } else {
            long[] block = list.get(random.nextInt(list.size()));
            block[1] = 16 + 8L * random.nextInt(500);
            resize(index, block[0], block[1]);
        }
    }

    private static long firstFit(FreeIndex index, long size) {
        return addressAt(index, index.firstFit(size));
    }

    private static long leftNeighbour(FreeIndex index, long address) {
        return addressAt(index, index.leftNeighbour(address));
    }

    private static long addressAt(FreeIndex index, int position) {
        return position < 0 ? 0 : index.addressAt(position);
    }

    /** Changes the size of a block by the position that its address leads to. */
    private static void resize(FreeIndex index, long address, long size) {
        int position = index.leftNeighbour(address + index.size(address) + 24);
        assertEquals(address, index.addressAt(position));
        assertEquals(index.size(address), index.sizeAt(position));
        index.resizeAt(position, size);
    }

    private static List<long[]> copy(List<long[]> blocks) {
        List<long[]> copy = new ArrayList<>();
        blocks.forEach(block -> copy.add(block.clone()));
        return copy;
    }

    private void undoAll() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            undo.get(i).run();
        }
    }

    private FreeIndex rebuilt() {
        FreeIndex fresh = new FreeIndex(list.size(), undo::add);
        for (int i = list.size() - 1; i >= 0; i--) {
            fresh.insert(list.get(i)[0], list.get(i)[1]);
        }
        return fresh;
    }

    private FreeIndex madeAtOnce() {
        LongList addresses = new LongList();
        LongList sizes = new LongList();
        for (long[] block : list) {
            addresses.add(block[0]);
            sizes.add(block[1]);
        }
        return new FreeIndex(new AddressOrder(addresses, sizes), undo::add);
    }

    private void check(Random random) {
        assertEquals(list.size(), index.count());
        TreeMap<Long, Long> sorted = new TreeMap<>();
        list.forEach(block -> sorted.put(block[0], block[1]));
        assertEquals(sorted.isEmpty() ? 0 : sorted.lastKey(), index.last());
        for (int i = 0; i < 30; i++) {
            long size = 16 + random.nextInt(4100);
            assertEquals(
                    list.stream()
                            .filter(b -> b[1] >= size)
                            .findFirst()
                            .map(b -> b[0])
                            .orElse(0L),
                    firstFit(index, size));
            long address = 64 + 4096L * random.nextInt(100_000);
            assertEquals(sorted.getOrDefault(address, 0L), index.size(address));
            long probe = 64 + 8L * random.nextInt(51_200_000);
            var left = sorted.lowerEntry(probe);
            assertEquals(
                    left != null && left.getKey() + left.getValue() + 24 == probe ? left.getKey() : 0,
                    leftNeighbour(index, probe));
            boolean overlaps = sorted.entrySet().stream()
                    .anyMatch(b -> b.getKey() - 16 < probe + 108 && probe - 16 < b.getKey() + b.getValue() + 8);
            assertEquals(overlaps, index.overlapping(probe, 100) != 0);
        }
        for (long[] block : list) {
            assertEquals(block[1], index.size(block[0]));
            assertEquals(block[0], leftNeighbour(index, block[0] + block[1] + 24));
            assertEquals(block[0], index.overlapping(block[0] + 8, 16));
        }
    }

    @Test
    void anOrderByAddressHasEveryAddressOfAListWithItsPlace() {
        Random random = new Random(7);
        for (int bits = 3; bits < 63; bits += 6) {
            LongList addresses = new LongList();
            LongList sizes = new LongList();
            TreeMap<Long, Integer> places = new TreeMap<>();
            for (int i = 0; i < 3 * bits; i++) {
                long address = (random.nextLong() >>> (64 - bits)) & -8;
                if (places.putIfAbsent(address, addresses.size()) == null) {
                    addresses.add(address);
                    sizes.add(i);
                }
            }
            AddressOrder order = new AddressOrder(addresses, sizes);
            assertEquals(places.size(), order.count());
            int i = 0;
            for (var place : places.entrySet()) {
                assertEquals(place.getKey(), order.address(i));
                assertEquals(sizes.get(place.getValue()), order.size(i));
                assertEquals(place.getValue(), order.place(i++));
            }
        }
    }

    /** Registering may fail before or after it has taken effect: the change must not have begun. */
    @Test
    void anErrorWhileAnInverseIsRegisteredLeavesTheIndexAsItWas() {
        boolean[] failing = new boolean[2];
        FreeIndex failed = new FreeIndex(0, inverse -> {
            if (failing[0]) {
                throw new OutOfMemoryError("before");
            }
            undo.add(inverse);
            if (failing[1]) {
                throw new OutOfMemoryError("after");
            }
        });
        failed.add(64, 16);
        failed.add(4160, 32);
        undo.clear();
        List<Runnable> changes =
                List.of(() -> failed.add(8256, 48), () -> failed.remove(64), () -> resize(failed, 4160, 24));
        for (int when = 0; when < 2; when++) {
            for (Runnable change : changes) {
                failing[when] = true;
                assertThrows(OutOfMemoryError.class, change::run);
                failing[when] = false;
                undoAll();
                undo.clear();
                assertFalse(failed.isStale());
                assertEquals(
                        List.of(2, 16L, 32L, 0L, 4160L),
                        List.of(failed.count(), failed.size(64), failed.size(4160), failed.size(8256), failed.last()));
                assertEquals(4160, firstFit(failed, 16));
            }
        }
    }

    @Test
    void aMillionBlocksAreFoundInListOrderAndAllLeaveAgain() {
        int million = 1_000_000;
        FreeIndex big = new FreeIndex(0, ignored -> {});
        for (int i = 0; i < million; i++) {
            big.insert(64 + 1024L * scattered(i), 16 + 8L * (i % 100));
        }
        assertEquals(million, big.count());
        for (int i = million - 1; i >= 0; i--) {
            if (i % 100 == 99) {
                assertEquals(64 + 1024L * scattered(i), firstFit(big, 16 + 8 * 99));
            }
            big.remove(64 + 1024L * scattered(i));
        }
        assertEquals(0, big.count());
        assertEquals(0, firstFit(big, 16));
        assertEquals(0, big.last());
        assertFalse(big.isStale());
    }

    /** {@return a permutation of 0 to 2^20 − 1, so that addresses do not come in order} */
    private static long scattered(int i) {
        return i * 387_420_489L & (1 << 20) - 1;
    }
}
