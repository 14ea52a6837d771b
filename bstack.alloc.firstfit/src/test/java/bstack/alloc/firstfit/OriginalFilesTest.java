package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Zeros in the middle of an arena: the original was killed while the payload grew, and went on using the file. */
class OriginalFilesTest {
    private static List<Long> verified(byte[] payload) throws IOException {
        try (BStack stack = Stacks.stack(payload)) {
            FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(stack);
            Heaps.check(heap);
            assertArrayEquals(payload, Stacks.payload(stack));
            return heap.verify().stream().map(Finding::offset).toList();
        }
    }

    /** Checks that recovery leaves a sound heap in which all but free blocks and gaps is as it was. */
    private static void mended(byte[] payload, String... freeBlocks) throws IOException {
        try (BStack stack = Stacks.stack(payload)) {
            FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(stack);
            Heaps.check(heap);
            assertEquals(List.of(), heap.verify());
            assertEquals(List.of(freeBlocks), Heaps.free(heap));
            heap.alloc(300).write(new byte[300]);
            assertEquals(List.of(), heap.verify());
        }
    }

    @Test
    void aGapIsSteppedOverAndReportedAndRecoveryGivesItToTheBlockBefore() throws IOException {
        for (int gap = 8; gap <= 96; gap += 8) {
            HeapBytes heap = new HeapBytes();
            heap.used(32, 1);
            long at = heap.length();
            heap.append(new byte[gap]);
            heap.used(40, 2);
            if (gap < 40) {
                // Too short for a block of its own, so HeapBlock covers it all the same.
                try (BStack stack = Stacks.stack(heap.payload())) {
                    FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(stack);
                    assertEquals(
                            List.of(at),
                            opened.verify().stream().map(Finding::offset).toList());
                    assertEquals(3, opened.blocks().size());
                }
            } else {
                assertEquals(List.of(at), verified(heap.payload()));
            }
            mended(heap.flagged().payload());
            try (BStack stack = Stacks.stack(heap.payload())) {
                FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(stack);
                assertEquals(2, opened.blocks().size());
                assertEquals(32 + 24 + gap, opened.blocks().get(0).length());
                opened.dealloc(opened.slice(64, 32));
                assertEquals(List.of(), opened.verify());
            }
        }
    }

    @Test
    void aGapAfterAFreeBlockBecomesFree() throws IOException {
        HeapBytes heap = new HeapBytes();
        heap.used(32, 1);
        long free = heap.free(64);
        heap.append(new byte[48]);
        heap.used(40, 2);
        mended(heap.flagged().payload(), free + ":" + (64 + 48));
    }

    @Test
    void aGapAtTheStartBecomesAFreeBlockIfItIsLargeEnough() throws IOException {
        HeapBytes heap = new HeapBytes();
        heap.append(new byte[64]);
        heap.used(40, 2);
        mended(heap.flagged().payload(), "64:40");
        HeapBytes small = new HeapBytes();
        small.append(new byte[32]);
        small.used(40, 2);
        try (BStack stack = Stacks.stack(small.flagged().payload())) {
            assertThrows(BStackCorruptException.class, () -> FirstFitBStackAllocator.open(stack));
        }
    }

    @Test
    void zerosThatNoBlockFollowsAreStillDamageInTheMiddle() throws IOException {
        HeapBytes heap = new HeapBytes();
        heap.used(32, 1);
        heap.append(new byte[48])
                .append((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6, (byte) 7, (byte) 8);
        heap.used(40, 2);
        byte[] before = heap.flagged().payload();
        try (BStack stack = Stacks.stack(before)) {
            assertThrows(BStackCorruptException.class, () -> FirstFitBStackAllocator.open(stack));
            assertArrayEquals(before, Stacks.payload(stack));
        }
    }

    /** Recorded from the Rust implementation. */
    @Test
    void aRecordedFileOpensIsReportedAndRecovers() throws IOException {
        byte[] file = Files.readAllBytes(
                Path.of("src/test/resources/reference/files/firstfit-zero-region-in-the-middle.bstack"));
        byte[] payload = Arrays.copyOfRange(file, 16, file.length);
        assertEquals(List.of(1216L), verified(payload));
        payload[24] = 1;
        mended(payload, "64:24", "320:80");
    }

    @Test
    void reservedWordsFreeNeighboursAndAFreeLastBlockAreReported() throws IOException {
        HeapBytes heap = new HeapBytes();
        long used = heap.used(32, 1);
        long left = heap.free(16);
        long right = heap.free(16);
        heap.used(16, 3);
        heap.word(40, 5).word(24, 0xF0_0000_0002L);
        heap.flags(used, 4);
        byte[] payload = heap.payload();
        payload[(int) left - 2] = 1;
        assertEquals(List.of(24L, 40L, used - 8, left - 8, right - 16), verified(payload));
        HeapBytes tail = new HeapBytes();
        tail.used(32, 1);
        tail.free(64);
        try (BStack stack = Stacks.stack(new byte[0])) {
            FirstFitBStackAllocator opened = FirstFitBStackAllocator.open(stack);
            stack.replaceTail(stack.length(), tail.payload());
            assertEquals(
                    List.of(stack.length() - 8),
                    opened.verify().stream().map(Finding::offset).toList());
        }
    }
}
