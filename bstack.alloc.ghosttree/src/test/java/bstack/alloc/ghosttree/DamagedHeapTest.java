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

/** Damaged heaps: a typed error or sound behaviour, never a hang, another exception, or the loss of a live slice. */
class DamagedHeapTest {
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
    void verifyListsEveryFlawOfAHeapThatWasDamagedWhileOpen() throws IOException {
        try (GhostTreeBStackAllocator heap = GhostTreeBStackAllocator.open(
                BStack.open(Stacks.storage(HeapBytes.sound().payload())))) {
            byte[] damaged = HeapBytes.sound()
                    .node(48, 33, 0, 1, 0, 0)
                    .node(208, 64, 1, 1, 112, 7)
                    .payload();
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
        byte[] payload = HeapBytes.sound().payload();
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
        byte[] payload = HeapBytes.sound().payload();
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
