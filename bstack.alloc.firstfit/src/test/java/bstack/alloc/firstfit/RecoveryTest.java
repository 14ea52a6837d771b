package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an interrupted operation of another implementation leaves is mended; what none leaves is refused, untouched. */
class RecoveryTest {
    private final HeapBytes heap = new HeapBytes();

    // ---- interrupted at the end of the payload, where the original sets no flag

    @Test
    void aGrowthThatOnlyMadeTheFileLongerIsTakenBack() throws IOException {
        heap.used(32, 1);
        heap.used(40, 2);
        int before = heap.length();
        byte[] sound = heap.payload();
        for (int grown = 8; grown <= 200; grown += 8) {
            heap.cutTo(before).append(new byte[grown]);
            assertArrayEquals(sound, mended());
        }
    }

    @Test
    void aGrowthThatHasClearedTheOldFooterIsTakenBackAndTheFooterRestored() throws IOException {
        heap.used(32, 1);
        heap.used(40, 2);
        byte[] sound = heap.payload();
        heap.zero(heap.length() - 8, heap.length()).append(new byte[64]);
        assertArrayEquals(sound, mended());
    }

    @Test
    void aGrowthThatHasWrittenItsHeaderIsCompleted() throws IOException {
        heap.used(32, 1);
        long last = heap.used(40, 2);
        heap.zero(last + 40, last + 48).append(new byte[24]).word(last - 16, 64);
        assertBlocks("used 32, used 64", mended());
    }

    @Test
    void aShrunkBlockIsCutWhereItsNewFooterIsWhenTheOldOneStillNamesIt() throws IOException {
        for (int size = 24; size <= 120; size += 8) {
            HeapBytes shrunk = new HeapBytes();
            shrunk.used(32, 1);
            long last = shrunk.used(120, 2);
            shrunk.word(last + 16, 16).word(last - 16, 16);
            shrunk.cutTo((int) last + size + 8).word(last + size, size);
            assertBlocks("used 32, used 16", mended(shrunk));
        }
    }

    @Test
    void aShrinkThatHasOnlyWrittenItsNewFooterIsNothingToMend() throws IOException {
        long last = heap.used(120, 2);
        heap.word(last + 16, 16);
        assertArrayEquals(heap.payload(), mended());
    }

    @Test
    void freeBlocksAtTheEndAreCutOffWhetherTheFlagIsSetOrNot() throws IOException {
        heap.used(32, 1);
        heap.free(64);
        heap.free(16);
        assertBlocks("used 32", mended());
        assertBlocks("used 32", mended(heap.flagged()));
    }

    @Test
    void aNewBlockThatReachesBeyondTheEndIsAGrowthThatWasLostInPartAndIsCutOff() throws IOException {
        heap.used(32, 1);
        int before = heap.length();
        byte[] sound = heap.payload();
        for (int length = before + 1; length < before + 400 + 24; length++) {
            HeapBytes torn = new HeapBytes();
            torn.used(32, 1);
            torn.used(400, 0);
            assertArrayEquals(sound, mended(torn.cutTo(length)), "cut to " + length);
        }
    }

    /** Where a block that moves was being written, the flag is set, and the block that it comes from is still there. */
    @Test
    void aMovedBlockThatReachesBeyondTheEndIsCutOffWhileTheFlagIsSet() throws IOException {
        heap.used(32, 1);
        int before = heap.length();
        byte[] sound = heap.payload();
        heap.used(400, 7);
        for (int length = before + 1; length < heap.length(); length++) {
            HeapBytes torn = new HeapBytes();
            torn.used(32, 1);
            torn.used(400, 7);
            assertArrayEquals(sound, mended(torn.flagged().cutTo(length)), "cut to " + length);
        }
    }

    // ---- interrupted anywhere, guarded by the flag

    @Test
    void aListWithoutOrderIsMadeAnewInAddressOrder() throws IOException {
        heap.used(32, 1);
        long a = heap.free(64);
        heap.used(16, 2);
        long b = heap.free(48);
        heap.used(16, 3);
        heap.flagged().word(32, 4711).word(a, 99).word(b, b).word(b + 8, b);
        assertBlocks("used 32, free 64, used 16, free 48, used 16", mended());
        assertEquals(List.of(a + ":64", b + ":48"), freeList());
    }

    @Test
    void aHeadOutsideThePayloadIsMendedEvenWithoutTheFlag() throws IOException {
        heap.used(32, 1);
        long free = heap.free(64);
        heap.used(16, 2);
        for (long head : new long[] {8, 61, 1 << 20, -8, Long.MIN_VALUE, 64}) {
            heap.word(32, head);
            assertBlocks("used 32, free 64, used 16", mended());
            assertEquals(List.of(free + ":64"), freeList());
        }
    }

    @Test
    void aBlockThatADoubleFreeLinkedToItselfIsInTheListOnceAgain() throws IOException {
        heap.used(32, 1);
        long free = heap.free(64);
        heap.used(16, 2);
        heap.word(free, free).word(free + 8, free);
        assertBlocks("used 32, free 64, used 16", mended());
        assertEquals(List.of(free + ":64"), freeList());
    }

    @Test
    void aFreeBlockBeingSplitIsCutAndItsBackWhichCouldBeLiveStaysUsed() throws IOException {
        heap.used(32, 1);
        long free = heap.free(200);
        heap.used(16, 2);
        heap.flagged();
        // The seam between a rest of 96 and a new block of 80, whose footer is the last one; the header still says 200.
        heap.word(free + 96, 96).word(free + 104, 80).word(free + 112, 0).word(free + 200, 80);
        assertBlocks("used 32, free 96, used 80, used 16", mended());
    }

    @Test
    void aUsedBlockThatWasSwallowingItsFreeNeighbourGivesItBack() throws IOException {
        long used = heap.used(32, 1);
        heap.free(64);
        heap.used(16, 2);
        heap.flagged().word(used - 16, 32 + 24 + 64);
        assertBlocks("used 32, free 64, used 16", mended());
    }

    @Test
    void aUsedBlockThatHadSwallowedItsNeighbourAndLeftARestKeepsWhatItNeeds() throws IOException {
        long used = heap.used(32, 1);
        heap.free(200);
        heap.used(16, 2);
        heap.flagged().word(used - 16, 256).zero(used + 32, used + 256);
        heap.word(used + 80, 80).word(used + 88, 152).word(used + 96, 1).word(used + 256, 152);
        assertBlocks("used 80, free 152, used 16", mended());
    }

    @Test
    void threeBlocksBeingMergedBecomeOneFreeBlockWithTheRightFooter() throws IOException {
        long left = heap.free(32);
        long middle = heap.used(48, 1);
        heap.free(64);
        heap.used(16, 2);
        heap.flagged().flags(middle, 1).word(left - 16, 32 + 48 + 64 + 48);
        assertBlocks("free 192, used 16", mended());
    }

    @Test
    void freeNeighboursThatWereNotYetMergedAreMerged() throws IOException {
        heap.used(16, 1);
        heap.free(32);
        heap.free(64);
        heap.used(16, 2);
        assertBlocks("used 16, free 120, used 16", mended(heap.flagged()));
    }

    @Test
    void aStaleFooterIsWrittenAnewFromItsHeader() throws IOException {
        heap.used(32, 1);
        long stale = heap.used(64, 2);
        heap.used(16, 3);
        byte[] sound = heap.payload();
        heap.flagged().word(stale + 64, 24);
        assertArrayEquals(sound, mended());
    }

    // ---- damage: refused, nothing changed, the stack stays open for others

    @Test
    void aBadSizeInTheMiddleIsDamageAndNothingIsCutOff() throws IOException {
        heap.used(32, 1);
        long middle = heap.used(64, 2);
        heap.used(16, 3);
        heap.flagged();
        for (long size : new long[] {0, 8, 17, 60, 56, 72, 88, 96, 112, 1024, 1L << 40, -8, Long.MAX_VALUE - 7}) {
            heap.word(middle - 16, size);
            Heaps.assertRefused(heap.payload());
        }
    }

    @Test
    void aSizeBeyondTheEndIsNoLostGrowthIfABlockFollowsEvenWhenTheEndIsUnfinished() throws IOException {
        heap.used(32, 1);
        long middle = heap.used(64, 2);
        heap.used(16, 3);
        heap.append(new byte[24]).word(middle - 16, 1 << 20);
        Heaps.assertRefused(heap.payload());
        Heaps.assertRefused(heap.flagged().payload());
    }

    /** Found by a piece of the journal over the end of a heap: the block still had its content, and was cut off. */
    @Test
    void aSizeBeyondTheEndIsNoLostGrowthIfTheBlockHoldsDataWhateverHasBecomeOfTheEnd() throws IOException {
        heap.used(32, 1);
        long middle = heap.used(64, 2);
        long last = heap.used(96, 3);
        heap.zero(middle + 64, last + 96 + 8);
        for (long size : new long[] {512, 0x4000, 1L << 40}) {
            Heaps.assertRefused(heap.word(middle - 16, size).payload());
        }
        heap.zero(middle, middle + 64).word(middle - 16, 512).word(middle - 8, 0x7000);
        Heaps.assertRefused(heap.payload());
        Heaps.assertRefused(heap.flagged().payload());
    }

    @Test
    void aLastBlockWithDataThatReachesBeyondTheEndIsDamageWhileTheFlagIsClear() throws IOException {
        heap.used(32, 1);
        int before = heap.length();
        heap.used(400, 7);
        for (int length = before + 16 + 1; length < before + 400 + 24; length++) {
            Heaps.assertRefused(heap.cutTo(length).payload());
        }
    }

    @Test
    void aLastBlockWhoseHeaderContradictsItsFooterIsDamage() throws IOException {
        heap.used(32, 1);
        long last = heap.used(64, 2);
        for (long size : new long[] {0, 16, 56, 65, 72, 1 << 20, 1L << 56, -64}) {
            heap.word(last - 16, size);
            Heaps.assertRefused(heap.payload());
        }
    }

    @Test
    void aLastBlockThatIsMarkedFreeButNotInTheListIsDamage() throws IOException {
        heap.used(32, 1);
        long last = heap.used(64, 2);
        Heaps.assertRefused(heap.flags(last, 1).payload());
    }

    @Test
    void aLastFooterThatNamesTheBlockBeforeDoesNotCutOffTheLastOne() throws IOException {
        heap.used(40, 1);
        heap.used(40, 2);
        long last = heap.used(40, 3);
        byte[] sound = heap.payload();
        heap.word(last + 40, 40 + 64);
        assertArrayEquals(sound, mended());
    }

    /** Found by cutting a file: what was left of the next block's header was the size that named the first block. */
    @Test
    void aLastFooterThatNamesTheFirstBlockDoesNotCutOffTheOneBehindIt() throws IOException {
        heap.used(24, 1);
        heap.used(16, 2);
        byte[] sound = heap.payload();
        heap.append(new byte[8]).word(heap.length() - 8, 72);
        assertArrayEquals(sound, mended());
    }

    private byte[] mended() throws IOException {
        return mended(heap);
    }

    private byte[] mended(HeapBytes bytes) throws IOException {
        return Heaps.mended(bytes.payload());
    }

    /** {@return the free list of the heap mended last} */
    private List<String> freeList() throws IOException {
        try (FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(Stacks.stack(heap.payload()))) {
            return Heaps.free(opened);
        }
    }

    private void assertBlocks(String expected, byte[] payload) throws IOException {
        try (FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(Stacks.stack(payload))) {
            assertEquals(expected, Heaps.describe(opened));
        }
    }
}
