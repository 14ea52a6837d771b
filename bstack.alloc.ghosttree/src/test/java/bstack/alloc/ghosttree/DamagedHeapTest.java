package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Trees that no finished operation leaves: mended if a crash of the original can have left them, else refused. */
class DamagedHeapTest {
    private void mended(Stacks.Payload payload, String... free) throws IOException {
        try (GhostTreeBStackAllocator heap =
                GhostTreeBStackAllocator.open(BStack.open(Stacks.storage(payload.array())))) {
            assertEquals(List.of(free), Heaps.free(heap));
            Heaps.check(heap);
        }
    }

    private void refused(Stacks.Payload payload, long offset) throws IOException {
        byte[] before = payload.array();
        try (BStack stack = BStack.open(Stacks.storage(before))) {
            BStackCorruptException refusal =
                    assertThrows(BStackCorruptException.class, () -> GhostTreeBStackAllocator.open(stack));
            assertEquals(16 + offset, refusal.offset(), refusal.getMessage());
            assertTrue(refusal.getMessage().startsWith(stack.name()));
            assertArrayEquals(before, stack.peek(0));
        }
    }

    /** A sound tree: 48 (32 bytes) and 208 (64) below 112 (64). */
    private static Stacks.Payload sound() {
        return Stacks.heap(12)
                .root(112)
                .free(48, 32, 0, 1, 0, 0)
                .free(112, 64, 0, 2, 48, 208)
                .free(208, 64, 0, 1, 0, 0);
    }

    @Test
    void theTreeThatTheOthersAreMadeOfIsSound() throws IOException {
        mended(sound(), "48:32", "112:64", "208:64");
    }

    @Test
    void wrongHeightsAndBalancesAreMended() throws IOException {
        mended(sound().node(112, 64, 1, 2, 48, 208), "48:32", "112:64", "208:64");
        mended(sound().node(112, 64, 0, 7, 48, 208), "48:32", "112:64", "208:64");
        mended(sound().node(48, 32, -5, 200, 0, 0), "48:32", "112:64", "208:64");
    }

    @Test
    void aTreeOutOfBalanceIsMended() throws IOException {
        mended(sound().root(48).node(48, 32, 2, 3, 0, 112).node(112, 64, 1, 2, 0, 208), "48:32", "112:64", "208:64");
    }

    @Test
    void aNodeUnderTwoParentsIsTakenOnce() throws IOException {
        mended(sound().node(112, 64, 0, 3, 48, 208).node(208, 64, -1, 2, 48, 0), "48:32", "112:64", "208:64");
    }

    @Test
    void keysOutOfOrderAreMended() throws IOException {
        mended(sound().node(112, 64, 0, 2, 208, 48), "48:32", "112:64", "208:64");
    }

    @Test
    void theBlankSeamOfAnUnfinishedMergeIsLeftOut() throws IOException {
        // [48, 112) was joined by 112, and its node is gone; 208 ends nowhere near it.
        mended(
                sound().root(208)
                        .free(48, 96, 0, 1, 0, 0)
                        .node(208, 64, -1, 2, 144, 0)
                        .node(144, 0, 0, 0, 0, 0)
                        .free(144, 64, 0, 0, 0, 0)
                        .node(144, 0, 0, 0, 0, 0),
                "208:64");
        mended(
                sound().root(48)
                        .free(48, 64, 1, 2, 0, 112)
                        .free(112, 64, 0, 0, 0, 0)
                        .node(112, 0, 0, 0, 0, 0),
                "48:64");
        mended(
                sound().root(48)
                        .free(48, 64, 1, 2, 0, 176)
                        .free(112, 128, 0, 0, 0, 0)
                        .node(112, 0, 0, 0, 0, 0),
                "48:64");
    }

    @Test
    void aPointerToZerosWhereNoMergeCanHaveBeenIsDamage() throws IOException {
        // Zeros within a free block, and zeros after bytes that are no free block's.
        refused(sound().node(112, 64, 0, 2, 144, 208), 112 + 16);
        Stacks.Payload payload = sound().node(112, 64, 0, 2, 48, 304);
        for (int i = 304; i < 368; i++) {
            payload.bytes().put(i, (byte) 0);
        }
        refused(payload, 112 + 24);
    }

    @Test
    void nodesOfSizeZeroAreLeftOutAndTheirBytesStayWhereTheyAre() throws IOException {
        Stacks.Payload payload =
                sound().node(48, 32, -1, 2, 304, 0).node(112, 64, 0, 3, 48, 208).node(304, 0, 0, 1, 0, 0);
        byte[] node = Arrays.copyOfRange(payload.array(), 304, 336);
        try (GhostTreeBStackAllocator heap =
                GhostTreeBStackAllocator.open(BStack.open(Stacks.storage(payload.array())))) {
            assertEquals(List.of("48:32", "112:64", "208:64"), Heaps.free(heap));
            assertArrayEquals(node, heap.stack().get(304, 336), "they may be live by now");
        }
    }

    @Test
    void aNodeOfSizeZeroWithinAFreeBlockBecomesZeros() throws IOException {
        Stacks.Payload payload = sound().free(208, 96, 0, 1, 0, 0)
                .node(48, 32, -1, 2, 240, 0)
                .node(112, 64, -1, 3, 48, 208)
                .node(240, 0, 0, 1, 0, 0);
        mended(payload, "48:32", "112:64", "208:96");
    }

    @Test
    void aNodeOfSizeZeroBehindOthersIsDamage() throws IOException {
        refused(sound().node(208, 0, 0, 1, 0, 0), 208);
        refused(sound().node(112, 0, 0, 2, 48, 208), 112);
    }

    /** Every bit of every pointer of a tree, one at a time: refused, or no free space is lost. */
    @Test
    void aPointerOfWhichABitFlipsLosesNoFreeSpace() throws IOException {
        Random random = new Random(Long.getLong("bstack.seed", 5));
        for (int round = 0; round < 6; round++) {
            Storage file = Stacks.storage(new byte[0]);
            try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
                List<BStackSlice> slices = Heaps.slices(heap, 60, 32 + 32 * round);
                for (int i = 0; i < 25; i++) {
                    heap.dealloc(slices.remove(random.nextInt(slices.size())));
                }
            }
            List<String> free;
            byte[] payload;
            try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
                free = Heaps.free(heap);
                payload = heap.stack().peek(0);
            }
            flip(payload, 40, free);
            for (String block : free) {
                int start = Integer.parseInt(block.substring(0, block.indexOf(':')));
                flip(payload, start + 16, free);
                flip(payload, start + 24, free);
            }
        }
    }

    private static void flip(byte[] payload, int pointer, List<String> free) throws IOException {
        for (int bit = 0; bit < 64; bit++) {
            byte[] flipped = payload.clone();
            flipped[pointer + bit / 8] ^= (byte) (1 << bit % 8);
            try (BStack stack = BStack.open(Stacks.storage(flipped))) {
                int at = pointer;
                int of = bit;
                assertEquals(
                        free,
                        Heaps.free(GhostTreeBStackAllocator.open(stack)),
                        () -> "bit %d of the pointer at %d".formatted(of, at));
            } catch (BStackCorruptException refusal) {
                assertFalse(refusal.getMessage().isEmpty());
            }
        }
    }

    @Test
    void nodesThatARotationLostStayLostAndTheRestIsMended() throws IOException {
        mended(sound().node(112, 64, 1, 2, 0, 208), "112:64", "208:64");
    }

    @Test
    void aCycleIsDamage() throws IOException {
        refused(sound().node(208, 64, 0, 1, 0, 112), 208 + 24);
        refused(sound().node(48, 32, 0, 1, 48, 0), 48 + 16);
    }

    @Test
    void aPointerToWhereNoBlockCanBeIsDamage() throws IOException {
        for (long wild :
                new long[] {8, 32, 47, 49, 64, 48 + 12 * 32, 1 << 20, Long.MAX_VALUE - 15, Long.MIN_VALUE + 48, -16, -1
                }) {
            refused(sound().root(wild), 40);
            refused(sound().node(48, 32, 0, 1, wild, 0), 48 + 16);
            refused(sound().node(208, 64, 0, 1, 0, wild), 208 + 24);
        }
    }

    @Test
    void aSizeThatDoesNotFitIsDamage() throws IOException {
        for (long size :
                new long[] {1, 31, 33, 65, 8 * 32, Long.MAX_VALUE, Long.MAX_VALUE - 31, 1L << 62, Long.MIN_VALUE, -32
                }) {
            refused(sound().node(208, size, 0, 1, 0, 0), 208);
        }
    }

    @Test
    void blocksThatOverlapAreDamage() throws IOException {
        refused(sound().node(112, 128, 0, 2, 48, 208), 208);
        refused(Stacks.heap(12).root(48).free(48, 96, -1, 2, 80, 0).node(80, 32, 0, 1, 0, 0), 80);
        refused(Stacks.heap(12).root(48).free(48, 64, -1, 2, 80, 0).node(80, 32, 0, 1, 0, 0), 80);
    }

    @Test
    void anUnfinishedTreeWhoseFreeBlocksHoldBytesIsNotMendedBecauseTheyMayBeLive() throws IOException {
        Stacks.Payload payload = sound().node(112, 64, 1, 2, 48, 208);
        payload.bytes().put(250, (byte) 1);
        refused(payload, 250);
    }

    @Test
    void aChainLongerThanAnyHeightIsDamage() throws IOException {
        Stacks.Payload payload = Stacks.heap(700).root(48);
        for (int i = 0; i < 300; i++) {
            payload.free(48 + 64 * i, 32, 1, Math.max(1, 255 - i), 0, i == 299 ? 0 : 48 + 64 * (i + 1));
        }
        refused(payload, 48 + 64 * 254 + 24);
    }

    @Test
    void aTreeInWhichEveryNodeIsSharedIsReadInLinearTime() throws IOException {
        // Followed without a memory, 200 levels of two pointers to the same child are 2^200 paths.
        Stacks.Payload payload = Stacks.heap(500).root(48);
        List<String> free = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long child = i == 199 ? 0 : 48 + 64 * (i + 1);
            payload.free(48 + 64 * i, 32, 0, 200 - i, child, child);
            free.add(48 + 64 * i + ":32");
        }
        mended(payload, free.toArray(String[]::new));
    }

    @Test
    void verifyListsEveryFlawOfAHeapThatWasDamagedWhileOpen() throws IOException {
        try (GhostTreeBStackAllocator heap =
                GhostTreeBStackAllocator.open(BStack.open(Stacks.storage(sound().array())))) {
            byte[] damaged =
                    sound().node(48, 33, 0, 1, 0, 0).node(208, 64, 1, 1, 112, 7).array();
            damaged[36] = 'X';
            damaged[200 - 40] = 1;
            heap.stack().set(0, damaged);
            heap.stack().push(new byte[3]);
            List<Finding> findings = heap.verify();
            assertEquals(
                    List.of(32L, 432L, 48L, 224L, 232L, 216L, 120L, 160L),
                    findings.stream().map(Finding::offset).toList(),
                    findings.toString());
            assertThrows(BStackCorruptException.class, heap::blocks);
            heap.stack().discard(heap.length());
            assertEquals(1, heap.verify().size());
        }
    }

    /**
     * Every bit of the header and the free blocks, one at a time: a typed error, or a heap that opens, keeps
     * its promise that new bytes are zero, and never hands out the same byte twice.
     */
    @Test
    void everyByteFlipIsATypedErrorOrHarmless() throws IOException {
        byte[] payload = sound().array();
        int refusals = 0;
        for (int at = 32; at < 272; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = payload.clone();
                flipped[at] ^= (byte) (1 << bit);
                try (BStack stack = BStack.open(Stacks.storage(flipped))) {
                    try {
                        work(GhostTreeBStackAllocator.open(stack));
                    } catch (BStackCorruptException expected) {
                        refusals++;
                    }
                    for (int live : new int[] {80, 176, 272}) {
                        assertArrayEquals(Arrays.copyOfRange(flipped, live, live + 32), stack.get(live, live + 32));
                    }
                } catch (Throwable other) {
                    throw new AssertionError("bit %d of byte %d flipped".formatted(bit, at), other);
                }
            }
        }
        assertTrue(refusals > 500, refusals + " refusals");
    }

    @Test
    void everyTruncationIsATypedErrorOrHarmless() throws IOException {
        byte[] payload = sound().array();
        for (int length = 0; length < payload.length; length++) {
            try (BStack stack = BStack.open(Stacks.storage(Arrays.copyOf(payload, length)))) {
                work(GhostTreeBStackAllocator.open(stack));
            } catch (BStackCorruptException expected) {
                assertFalse(expected.getMessage().isEmpty());
            }
        }
    }

    private static void work(GhostTreeBStackAllocator heap) throws IOException {
        if (heap.verify().isEmpty()) {
            Heaps.check(heap);
        }
        List<BStackSlice> slices = new ArrayList<>();
        for (int length : new int[] {1, 64, 33, 32, 100, 64, 5}) {
            BStackSlice slice = heap.alloc(length);
            assertArrayEquals(new byte[length], slice.read());
            for (BStackSlice other : slices) {
                assertTrue(slice.end() <= other.start() || other.end() <= slice.start());
            }
            slices.add(Heaps.filled(slice, length));
        }
        slices.set(1, heap.realloc(slices.get(1), 300));
        for (BStackSlice slice : slices) {
            heap.dealloc(slice);
        }
    }
}
