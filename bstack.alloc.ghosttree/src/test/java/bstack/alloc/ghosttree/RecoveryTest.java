package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trees that no finished operation leaves: mended if a crash of the original can have left them, else refused. */
class RecoveryTest {
    private void mended(HeapBytes payload, String... free) throws IOException {
        try (GhostTreeBStackAllocator heap =
                GhostTreeBStackAllocator.open(BStack.open(Stacks.storage(payload.payload())))) {
            assertEquals(List.of(free), Heaps.free(heap));
            Heaps.check(heap);
        }
    }

    private void refused(HeapBytes payload, long offset) throws IOException {
        byte[] before = payload.payload();
        try (BStack stack = BStack.open(Stacks.storage(before))) {
            BStackCorruptException refusal =
                    assertThrows(BStackCorruptException.class, () -> GhostTreeBStackAllocator.open(stack));
            assertEquals(16 + offset, refusal.offset(), refusal.getMessage());
            assertTrue(refusal.getMessage().startsWith(stack.name()));
            assertArrayEquals(before, stack.peek(0));
        }
    }

    @Test
    void theTreeThatTheOthersAreMadeOfIsSound() throws IOException {
        mended(HeapBytes.sound(), "48:32", "112:64", "208:64");
    }

    @Test
    void wrongHeightsAndBalancesAreMended() throws IOException {
        mended(HeapBytes.sound().node(112, 64, 1, 2, 48, 208), "48:32", "112:64", "208:64");
        mended(HeapBytes.sound().node(112, 64, 0, 7, 48, 208), "48:32", "112:64", "208:64");
        mended(HeapBytes.sound().node(48, 32, -5, 200, 0, 0), "48:32", "112:64", "208:64");
    }

    @Test
    void aTreeOutOfBalanceIsMended() throws IOException {
        mended(
                HeapBytes.sound().root(48).node(48, 32, 2, 3, 0, 112).node(112, 64, 1, 2, 0, 208),
                "48:32",
                "112:64",
                "208:64");
    }

    @Test
    void aNodeUnderTwoParentsIsTakenOnce() throws IOException {
        mended(HeapBytes.sound().node(112, 64, 0, 3, 48, 208).node(208, 64, -1, 2, 48, 0), "48:32", "112:64", "208:64");
    }

    @Test
    void keysOutOfOrderAreMended() throws IOException {
        mended(HeapBytes.sound().node(112, 64, 0, 2, 208, 48), "48:32", "112:64", "208:64");
    }

    @Test
    void theBlankSeamOfAnUnfinishedMergeIsLeftOut() throws IOException {
        // [48, 112) was joined by 112, and its node is gone; 208 ends nowhere near it.
        mended(
                HeapBytes.sound()
                        .root(208)
                        .free(48, 96, 0, 1, 0, 0)
                        .node(208, 64, -1, 2, 144, 0)
                        .node(144, 0, 0, 0, 0, 0)
                        .free(144, 64, 0, 0, 0, 0)
                        .node(144, 0, 0, 0, 0, 0),
                "208:64");
        mended(
                HeapBytes.sound()
                        .root(48)
                        .free(48, 64, 1, 2, 0, 112)
                        .free(112, 64, 0, 0, 0, 0)
                        .node(112, 0, 0, 0, 0, 0),
                "48:64");
        mended(
                HeapBytes.sound()
                        .root(48)
                        .free(48, 64, 1, 2, 0, 176)
                        .free(112, 128, 0, 0, 0, 0)
                        .node(112, 0, 0, 0, 0, 0),
                "48:64");
    }

    @Test
    void aPointerToZerosWhereNoMergeCanHaveBeenIsDamage() throws IOException {
        // Zeros within a free block, and zeros after bytes that are no free block's.
        refused(HeapBytes.sound().node(112, 64, 0, 2, 144, 208), 112 + 16);
        HeapBytes payload = HeapBytes.sound().node(112, 64, 0, 2, 48, 304);
        for (int i = 304; i < 368; i++) {
            payload.bytes().put(i, (byte) 0);
        }
        refused(payload, 112 + 24);
    }

    @Test
    void nodesOfSizeZeroAreLeftOutAndTheirBytesStayWhereTheyAre() throws IOException {
        HeapBytes payload = HeapBytes.sound()
                .node(48, 32, -1, 2, 304, 0)
                .node(112, 64, 0, 3, 48, 208)
                .node(304, 0, 0, 1, 0, 0);
        byte[] node = Arrays.copyOfRange(payload.payload(), 304, 336);
        try (GhostTreeBStackAllocator heap =
                GhostTreeBStackAllocator.open(BStack.open(Stacks.storage(payload.payload())))) {
            assertEquals(List.of("48:32", "112:64", "208:64"), Heaps.free(heap));
            assertArrayEquals(node, heap.stack().get(304, 336), "they may be live by now");
        }
    }

    @Test
    void aNodeOfSizeZeroWithinAFreeBlockBecomesZeros() throws IOException {
        HeapBytes payload = HeapBytes.sound()
                .free(208, 96, 0, 1, 0, 0)
                .node(48, 32, -1, 2, 240, 0)
                .node(112, 64, -1, 3, 48, 208)
                .node(240, 0, 0, 1, 0, 0);
        mended(payload, "48:32", "112:64", "208:96");
    }

    @Test
    void aNodeOfSizeZeroBehindOthersIsDamage() throws IOException {
        refused(HeapBytes.sound().node(208, 0, 0, 1, 0, 0), 208);
        refused(HeapBytes.sound().node(112, 0, 0, 2, 48, 208), 112);
    }

    @Test
    void nodesThatARotationLostStayLostAndTheRestIsMended() throws IOException {
        mended(HeapBytes.sound().node(112, 64, 1, 2, 0, 208), "112:64", "208:64");
    }

    @Test
    void aCycleIsDamage() throws IOException {
        refused(HeapBytes.sound().node(208, 64, 0, 1, 0, 112), 208 + 24);
        refused(HeapBytes.sound().node(48, 32, 0, 1, 48, 0), 48 + 16);
    }

    @Test
    void aPointerToWhereNoBlockCanBeIsDamage() throws IOException {
        for (long wild :
                new long[] {8, 32, 47, 49, 64, 48 + 12 * 32, 1 << 20, Long.MAX_VALUE - 15, Long.MIN_VALUE + 48, -16, -1
                }) {
            refused(HeapBytes.sound().root(wild), 40);
            refused(HeapBytes.sound().node(48, 32, 0, 1, wild, 0), 48 + 16);
            refused(HeapBytes.sound().node(208, 64, 0, 1, 0, wild), 208 + 24);
        }
    }

    @Test
    void aSizeThatDoesNotFitIsDamage() throws IOException {
        for (long size :
                new long[] {1, 31, 33, 65, 8 * 32, Long.MAX_VALUE, Long.MAX_VALUE - 31, 1L << 62, Long.MIN_VALUE, -32
                }) {
            refused(HeapBytes.sound().node(208, size, 0, 1, 0, 0), 208);
        }
    }

    @Test
    void blocksThatOverlapAreDamage() throws IOException {
        refused(HeapBytes.sound().node(112, 128, 0, 2, 48, 208), 208);
        refused(new HeapBytes(12).root(48).free(48, 96, -1, 2, 80, 0).node(80, 32, 0, 1, 0, 0), 80);
        refused(new HeapBytes(12).root(48).free(48, 64, -1, 2, 80, 0).node(80, 32, 0, 1, 0, 0), 80);
    }

    @Test
    void anUnfinishedTreeWhoseFreeBlocksHoldBytesIsNotMendedBecauseTheyMayBeLive() throws IOException {
        HeapBytes payload = HeapBytes.sound().node(112, 64, 1, 2, 48, 208);
        payload.bytes().put(250, (byte) 1);
        refused(payload, 250);
    }

    @Test
    void aChainLongerThanAnyHeightIsDamage() throws IOException {
        HeapBytes payload = new HeapBytes(700).root(48);
        for (int i = 0; i < 300; i++) {
            payload.free(48 + 64 * i, 32, 1, Math.max(1, 255 - i), 0, i == 299 ? 0 : 48 + 64 * (i + 1));
        }
        refused(payload, 48 + 64 * 254 + 24);
    }

    @Test
    void aTreeInWhichEveryNodeIsSharedIsReadInLinearTime() throws IOException {
        // Followed without a memory, 200 levels of two pointers to the same child are 2^200 paths.
        HeapBytes payload = new HeapBytes(500).root(48);
        List<String> free = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long child = i == 199 ? 0 : 48 + 64 * (i + 1);
            payload.free(48 + 64 * i, 32, 0, 200 - i, child, child);
            free.add(48 + 64 * i + ":32");
        }
        mended(payload, free.toArray(String[]::new));
    }
}
