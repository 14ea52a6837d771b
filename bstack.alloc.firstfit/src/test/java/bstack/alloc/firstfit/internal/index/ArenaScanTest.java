package bstack.alloc.firstfit.internal.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.firstfit.internal.format.Blocks;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a pass over the arena finds beside what the list says; {@code -Dbstack.seed=N} repeats a run. */
class ArenaScanTest {
    private final long seed = Long.getLong("bstack.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void theIndexIsTheOneOfTheList() throws IOException {
        for (int slices : new int[] {2, 3, 50, 3000}) {
            try (BStack stack = heap(slices, 600)) {
                assertEquals(placements(byList(stack)), placements(scan(stack)), "-Dbstack.seed=" + seed);
            }
        }
    }

    @Test
    void aHeapWithoutFreeBlocksHasAnEmptyIndex() throws IOException {
        try (BStack stack = heap(1, 40)) {
            assertEquals(0, scan(stack).count());
        }
    }

    /** A block that is larger than what is read at once, and blocks around it. */
    @Test
    void largeBlocksArePassedOver() throws IOException {
        try (BStack stack = heap(300, 100_000)) {
            assertEquals(placements(byList(stack)), placements(scan(stack)), "-Dbstack.seed=" + seed);
        }
    }

    @Test
    void whatIsMarkedFreeAndNotInTheListDoesNotMatter() throws IOException {
        try (BStack stack = heap(200, 300)) {
            List<Long> before = placements(byList(stack));
            long stray = 48 + 16;
            Blocks blocks = new Blocks(stack);
            while (blocks.isFree(stray)) {
                stray += blocks.size(stray) + 24;
            }
            blocks.setFree(stray);
            assertEquals(before, placements(scan(stack)), "-Dbstack.seed=" + seed);
        }
    }

    @Test
    void damageMakesNoIndexOrTheOneThatTheListMakes() throws IOException {
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            try (BStack stack = heap(30, 100)) {
                long at = 40 + 8L * random.nextInt((int) (stack.length() - 48) / 8);
                byte[] bytes = stack.get(at, at + 8);
                bytes[random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
                stack.set(at, random.nextInt(4) == 0 ? new byte[8] : bytes);
                FreeIndex found = new ArenaScan(new Blocks(stack), stack.length()).index(ignored -> {});
                if (found == null) {
                    refused++;
                } else {
                    assertEquals(placements(byList(stack)), placements(found), "-Dbstack.seed=" + seed + ", at " + at);
                }
            }
        }
        assertTrue(refused > 10, () -> "-Dbstack.seed=" + seed);
    }

    /** So long that the arena is looked at; what is wrong is said as it is for a short list. */
    @Test
    void aLongListIsReadOrReportedAsAShortOne() throws IOException {
        try (BStack stack = heap(12_000, 60)) {
            ListReader all = new ListReader(new Blocks(stack));
            all.run();
            LongList visited = new LongList();
            for (int i = 0; i < 4096; i++) {
                visited.add(all.address(i));
            }
            assertTrue(new ArenaScan(new Blocks(stack), stack.length()).isWorthwhile(visited));
            assertEquals(placements(byList(stack)), placements(index(stack)), "-Dbstack.seed=" + seed);

            long last = all.address(all.count() - 1);
            new Blocks(stack).setFooter(last, 8);
            BStackCorruptException expected =
                    assertThrows(BStackCorruptException.class, () -> new ListReader(new Blocks(stack)).run());
            assertNull(new ArenaScan(new Blocks(stack), stack.length()).index(ignored -> {}));
            BStackCorruptException found = assertThrows(BStackCorruptException.class, () -> index(stack));
            assertEquals(expected.getMessage(), found.getMessage());
        }
    }

    @Test
    void aShortListInALargeArenaIsFollowed() throws IOException {
        try (BStack stack = heap(300, 100_000)) {
            ListReader all = new ListReader(new Blocks(stack));
            all.run();
            LongList visited = new LongList();
            for (int i = 0; i < all.count(); i++) {
                visited.add(all.address(i));
            }
            assertFalse(new ArenaScan(new Blocks(stack), stack.length()).isWorthwhile(visited));
        }
    }

    /** {@return a stack with a heap of slices of up to so many bytes, of which every other one was freed, in any order} */
    private BStack heap(int slices, int longest) throws IOException {
        BStack stack = BStack.open(Storage.memory());
        stack.transact(() -> {
            FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(stack);
            List<BStackSlice> freed = new ArrayList<>();
            for (int i = 0; i < 2 * slices; i++) {
                BStackSlice slice = heap.alloc(1 + random.nextInt(longest));
                if (i % 2 == 0) {
                    freed.add(slice);
                }
            }
            Collections.shuffle(freed, random);
            heap.deallocBulk(freed.subList(0, slices - 1));
        });
        return stack;
    }

    private static FreeIndex scan(BStack stack) throws IOException {
        FreeIndex index = new ArenaScan(new Blocks(stack), stack.length()).index(ignored -> {});
        assertNotNull(index);
        return index;
    }

    private static FreeIndex index(BStack stack) throws IOException {
        return new ListReader(new Blocks(stack)).index(ignored -> {});
    }

    /** {@return an index made block by block, of the list as it was followed} */
    private static FreeIndex byList(BStack stack) throws IOException {
        ListReader reader = new ListReader(new Blocks(stack));
        reader.run();
        FreeIndex index = new FreeIndex(reader.count(), ignored -> {});
        for (int i = reader.count() - 1; i >= 0; i--) {
            assertEquals(0, index.overlapping(reader.address(i), new Blocks(stack).size(reader.address(i))));
            index.insert(reader.address(i), new Blocks(stack).size(reader.address(i)));
        }
        return index;
    }

    /** {@return where requests of falling sizes would go, and all blocks by address}; empties the index. */
    private static List<Long> placements(FreeIndex index) {
        List<Long> all = new ArrayList<>();
        all.add((long) index.count());
        for (long size = 1 << 17; index.count() > 0; size = size > 16 ? size - 8 : 16) {
            int position = index.firstFit(size);
            while (position >= 0) {
                all.add(index.addressAt(position));
                all.add(index.sizeAt(position));
                all.add(index.last());
                index.remove(index.addressAt(position));
                position = index.firstFit(size);
            }
        }
        return all;
    }
}
