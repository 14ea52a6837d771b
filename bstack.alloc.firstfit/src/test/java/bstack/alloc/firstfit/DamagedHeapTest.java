package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged heaps: a typed error or sound behaviour, never a hang, another exception, or the loss of a live slice. */
class DamagedHeapTest {
    private record Live(long start, int length) {}

    private byte[] sound;
    private final List<Live> live = new ArrayList<>();

    /** A heap with used blocks of several sizes, some larger than their slice, and three free ones in the list. */
    private void makeHeap() throws IOException {
        try (BStack stack = Stacks.stack(new byte[0])) {
            FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(stack);
            List<BStackSlice> slices = heap.allocBulk(40, 5, 64, 24, 33, 16, 40, 40);
            for (int free : new int[] {1, 5, 3}) {
                heap.dealloc(slices.get(free));
            }
            for (int used : new int[] {0, 2, 4, 6, 7}) {
                BStackSlice slice = slices.get(used);
                byte[] content = new byte[(int) slice.length()];
                Arrays.fill(content, (byte) (0xA0 + used));
                slice.write(content);
                live.add(new Live(slice.start(), content.length));
            }
            sound = Stacks.payload(stack);
        }
    }

    @Test
    void everyByteOfASmallHeapMayChangeInEveryBitWithoutHarmToOthers() throws IOException {
        makeHeap();
        int refused = 0;
        for (int at = 0; at < sound.length; at++) {
            for (int bit = 0; bit < 10; bit++) {
                byte[] damaged = sound.clone();
                damaged[at] = (byte) (bit == 8 ? 0 : bit == 9 ? 0xFF : damaged[at] ^ 1 << bit);
                refused += exercise(damaged, at) ? 0 : 1;
            }
        }
        assertTrue(refused > 100, "only " + refused + " of the damaged heaps were refused");
    }

    @Test
    void everyByteMayChangeWhileTheRecoveryFlagIsSet() throws IOException {
        makeHeap();
        sound[24] = 1;
        for (int at = 32; at < sound.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = sound.clone();
                damaged[at] ^= (byte) (1 << bit);
                exercise(damaged, at);
            }
        }
    }

    @Test
    void aHeapCutOffAnywhereKeepsTheSlicesBeforeTheCut() throws IOException {
        makeHeap();
        for (int length = 0; length < sound.length; length++) {
            exercise(Arrays.copyOf(sound, length), length);
        }
    }

    /** Uses a heap and says whether it opened; live slices that do not hold the damaged byte must stay as they are. */
    private boolean exercise(byte[] payload, int at) throws IOException {
        try (BStack stack = Stacks.stack(payload)) {
            FirstFitBStackAllocator heap;
            try {
                heap = FirstFitBStackAllocator.open(stack);
            } catch (BStackCorruptException typed) {
                assertArrayEquals(payload, Stacks.payload(stack));
                return false;
            }
            // With the recovery flag set the free bits are all there is to go by: one that is wrong cannot be noticed.
            boolean freeBitChanged =
                    at > 24 && (payload[24] & 1) != 0 && live.stream().anyMatch(slice -> at == slice.start() - 8);
            boolean clean = heap.verify().isEmpty();
            try {
                if (clean) {
                    Heaps.check(heap);
                }
                use(heap);
            } catch (BStackCorruptException typed) {
                assertFalse(clean, () -> "no finding, but " + typed.getMessage());
            }
            if (!freeBitChanged) {
                assertLive(stack, at, payload.length);
            }
            return true;
        }
    }

    private static void use(FirstFitBStackAllocator heap) throws IOException {
        heap.verify();
        List<BStackSlice> slices = heap.allocBulk(10, 30, 100, 16, 17, 300);
        for (BStackSlice slice : slices) {
            byte[] content = new byte[(int) slice.length()];
            Arrays.fill(content, (byte) 0xEE);
            slice.write(content);
        }
        heap.dealloc(slices.get(2));
        heap.realloc(slices.get(3), 90);
        heap.realloc(slices.get(1), 3);
        heap.dealloc(slices.get(0));
        heap.trim();
    }

    /** Checks the slices whose blocks lie within the payload as it was when it was opened. */
    private void assertLive(BStack stack, int damagedAt, int length) throws IOException {
        for (Live slice : live) {
            if (slice.start + ReferenceHeap.round(slice.length) + 8 > length) {
                continue;
            }
            byte[] found = stack.get(slice.start, slice.start + slice.length);
            byte[] expected = Arrays.copyOfRange(sound, (int) slice.start, (int) slice.start + slice.length);
            if (damagedAt >= slice.start && damagedAt < slice.start + slice.length) {
                found[damagedAt - (int) slice.start] = expected[damagedAt - (int) slice.start];
            }
            assertArrayEquals(expected, found, () -> "byte %d changed, slice at %d".formatted(damagedAt, slice.start));
        }
    }

    @Test
    void aFreeListThatRunsInACircleIsReportedAndNotFollowed() throws IOException {
        HeapBytes bytes = new HeapBytes();
        bytes.used(16, 1);
        long old = bytes.free(32);
        bytes.used(16, 1);
        long middle = bytes.free(32);
        bytes.used(16, 1);
        long newest = bytes.free(32);
        bytes.used(16, 1);
        for (long back : new long[] {old, middle, newest}) {
            bytes.word(old, back);
            assertUnsound(bytes.payload(), "the free block before");
        }
        bytes.word(old, 0).word(middle, middle);
        assertUnsound(bytes.payload(), "the free block before");
    }

    @Test
    void aFreeListThatLeadsIntoTheContentOfABlockIsReported() throws IOException {
        HeapBytes bytes = new HeapBytes();
        long free = bytes.free(200);
        bytes.used(16, 1);
        // A second free block, tags and links and all, inside the first one.
        bytes.word(free, free + 64).word(free + 48, 32).word(free + 56, 1).word(free + 96, 32);
        bytes.word(free + 64, 0).word(free + 72, free);
        assertUnsound(bytes.payload(), "overlaps");
    }

    private void assertUnsound(byte[] payload, String expected) throws IOException {
        try (BStack stack = Stacks.stack(payload)) {
            FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(stack);
            assertEquals(1, heap.verify().size(), heap.verify()::toString);
            BStackCorruptException damage = assertThrows(BStackCorruptException.class, () -> heap.alloc(16));
            assertTrue(damage.getMessage().contains(expected), damage::getMessage);
            assertArrayEquals(payload, Stacks.payload(stack));
        }
    }

    @Test
    void verifyNamesEachKindOfDamageByItsOffset() throws IOException {
        HeapBytes bytes = new HeapBytes();
        long first = bytes.used(32, 1);
        long free = bytes.free(64);
        long middle = bytes.used(48, 2);
        bytes.used(16, 3);
        byte[] payload = bytes.payload();
        assertFinding(payload, first + 32, "footer");
        assertFinding(payload, free + 8, "the free block before");
        assertFinding(payload, middle - 8, "not in the free list");
        assertFinding(payload, middle - 16, "the header of a block");
    }

    private void assertFinding(byte[] sound, long offset, String expected) throws IOException {
        try (BStack stack = Stacks.stack(sound)) {
            FirstFitBStackAllocator heap = FirstFitBStackAllocator.open(stack);
            assertEquals(List.of(), heap.verify());
            byte[] changed = stack.get(offset, offset + 1);
            changed[0] ^= 1;
            stack.set(offset, changed);
            byte[] before = Stacks.payload(stack);
            assertTrue(
                    heap.verify().stream()
                            .anyMatch(f -> f.offset() == offset && f.toString().contains(expected)),
                    () -> offset + " " + expected);
            assertArrayEquals(before, Stacks.payload(stack));
        }
    }
}
