package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.Workers;
import bstack.testkit.internal.workload.AllocatorWorkload;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.SteppedRun;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every allocator must do while nothing fails; {@link AllocatorCrashContract} is about what happens when something
 * does. An allocator is tested by extending both with one method.
 *
 * <pre>{@code
 * class MyAllocatorTest extends AllocatorContract {
 *     @Override
 *     protected BStackAllocator open(BStack stack) throws IOException {
 *         return MyAllocator.open(stack);
 *     }
 * }
 * }</pre>
 *
 * <p>The bulk operations are tested if the allocator is a {@link bstack.spi.BStackBulkAllocator}, and nothing is leaked
 * or overlaps if it is an {@link InspectableAllocator}. Where slices are is for the allocator's own tests.
 */
public abstract class AllocatorContract extends AllocatorCosts {
    private static final int RUNS = 4;
    private static final int STEPS = 400;
    private static final int MOST_SLICES = 60;

    /** For subclasses. */
    protected AllocatorContract() {}

    // ---------------------------------------------------------------- what is handed out

    @Test
    void anAllocationIsAsLongAsAskedForAndZeroEvenWhereSomethingElseWas() throws IOException {
        for (int round = 0; round < 3; round++) {
            List<BStackSlice> slices = new ArrayList<>();
            for (int length : new int[] {1, 7, 8, 15, 16, 17, 31, 32, 33, 100, 1_000, 5_000, 70_000}) {
                BStackSlice slice = heap.alloc(length);
                zero(slice, length);
                slice.write(content(length, length));
                slices.add(slice);
            }
            for (BStackSlice slice : slices) {
                holds(slice, slice.length());
            }
            sound(slices);
            Collections.reverse(slices);
            for (BStackSlice slice : slices) {
                heap.dealloc(slice);
            }
        }
        sound(List.of());
    }

    @Test
    void anEmptySliceOccupiesNothingAndGrowsIntoAnAllocation() throws IOException {
        long before = heap.length();
        BStackSlice empty = heap.alloc(0);
        assertTrue(empty.isEmpty());
        assertEquals(before, heap.length());
        heap.dealloc(empty);
        heap.dealloc(empty);
        assertEquals(before, heap.length());
        BStackSlice grown = heap.realloc(empty, 10);
        zero(grown, 10);
        assertTrue(heap.realloc(grown, 0).isEmpty());
        assertEquals(before, heap.length());
        sound(List.of());
    }

    @Test
    void theReservedBytesAreTheUsers() throws IOException {
        BStackSlice reserved = heap.reserved();
        byte[] mine = content(5, reserved.length());
        reserved.write(mine);
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            slices.add(filled(30, i));
        }
        heap.dealloc(slices.remove(4));
        assertArrayEquals(mine, heap.reserved().read());
        if (!reserved.isEmpty() && noticesDoubleFree()) {
            refused(() -> heap.dealloc(reserved));
        }
        sound(slices);
        reopen();
        assertArrayEquals(mine, heap.reserved().read());
    }

    @Test
    void theLastSliceGrowsAndShrinksAndKeepsItsContents() throws IOException {
        BStackSlice first = filled(50, 1);
        BStackSlice last = filled(10, 2);
        long length = 10;
        for (long next : new long[] {11, 16, 17, 40, 3, 33, 1_000, 999, 70_000, 64, 1}) {
            last = heap.realloc(last, next);
            resized(last, 2, length, next);
            last.write(content(2, next));
            length = next;
            sound(List.of(first, last));
        }
        holds(first, 1);
    }

    @Test
    void everySliceGrowsAndShrinksAndKeepsItsContents() throws IOException {
        assumeTrue(managesEverySlice(), "the allocator resizes only the last slice");
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            slices.add(filled(100, i));
        }
        Random random = new Random(1);
        for (int round = 0; round < 60; round++) {
            int i = random.nextInt(slices.size());
            BStackSlice before = slices.get(i);
            long next = 1L + random.nextInt(random.nextInt(4) == 0 ? 2_000 : 150);
            BStackSlice after = heap.realloc(before, next);
            resized(after, i, before.length(), next);
            after.write(content(i, next));
            slices.set(i, after);
            sound(slices);
        }
        for (int i = 0; i < slices.size(); i++) {
            holds(slices.get(i), i);
        }
    }

    @Test
    void whatIsFreedIsUsedAgain() throws IOException {
        long before = heap.length();
        long most = 0;
        for (int round = 0; round < 12; round++) {
            List<BStackSlice> slices = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                slices.add(heap.alloc(10 + 37 * i));
            }
            if (round == 1) {
                most = heap.length();
            }
            assertTrue(round < 2 || heap.length() <= most, "the payload grows from round to round");
            if (managesEverySlice()) {
                Collections.shuffle(slices, new Random(7));
            } else {
                Collections.reverse(slices);
            }
            for (BStackSlice slice : slices) {
                heap.dealloc(slice);
            }
            sound(List.of());
        }
        assertTrue(managesEverySlice() || heap.length() == before);
    }

    // ---------------------------------------------------------------- how much is occupied, and moving it down

    @Test
    void theFootprintsOfLiveSlicesAreWhatIsUsed() throws IOException {
        long before = heap.length();
        List<BStackSlice> slices = new ArrayList<>();
        long occupied = 0;
        for (int length : new int[] {1, 7, 8, 15, 16, 17, 31, 32, 33, 100, 1_000, 5_000, 70_000}) {
            BStackSlice slice = heap.alloc(length);
            slices.add(slice);
            long footprint = heap.footprint(slice);
            assertTrue(footprint >= length, () -> "%s occupies %d bytes".formatted(slice, footprint));
            occupied += footprint;
        }
        assertEquals(0, heap.footprint(heap.alloc(0)));
        assertTrue(occupied <= heap.length() - before, "more is occupied than the payload has grown by");
        used(slices);
        if (managesEverySlice()) {
            for (int i = 10; i > 0; i -= 3) {
                heap.dealloc(slices.remove(i));
            }
            used(slices);
        }
        stack.transact(() -> {
            slices.add(heap.alloc(300));
            assertTrue(heap.footprint(slices.get(slices.size() - 1)) >= 300);
        });
        used(slices);
    }

    /** Checks that the footprints of the live slices are as much as the used blocks have. */
    private void used(List<BStackSlice> live) throws IOException {
        if (heap instanceof InspectableAllocator inspectable) {
            long used = 0;
            for (HeapBlock block : inspectable.blocks()) {
                used += block.isFree() ? 0 : block.length();
            }
            long occupied = 0;
            for (BStackSlice slice : live) {
                occupied += heap.footprint(slice);
            }
            assertEquals(used, occupied);
        }
    }

    @Test
    void whatIsAllocatedBelowAPlaceIsZeroAndEndsThereAndThePayloadKeepsItsLength() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            live.add(filled(1L + 37L * i, i));
        }
        List<BStackSlice> freed = new ArrayList<>();
        for (int i = 36; managesEverySlice() && i > 0; i -= 5) {
            freed.add(live.remove(i));
            heap.dealloc(freed.get(freed.size() - 1));
        }
        long end = heap.length();
        Random random = new Random(11);
        int found = 0;
        for (int i = 0; i < 60; i++) {
            long length = 1L + random.nextInt(700);
            long limit = random.nextInt((int) end + 50);
            Optional<BStackSlice> below = heap.allocBelow(length, limit);
            assertEquals(end, heap.length());
            if (below.isPresent()) {
                found++;
                BStackSlice slice = below.get();
                zero(slice, length);
                assertTrue(slice.end() <= limit, () -> "%s does not end at %d".formatted(slice, limit));
                slice.write(content(100 + i, length));
                live.add(slice);
            }
            sound(live);
        }
        for (BStackSlice slice : freed) {
            heap.allocBelow(slice.length(), end).ifPresent(live::add);
        }
        assertEquals(end, heap.length());
        sound(live);
        for (long[] nowhere : new long[][] {
            {1, 0},
            {1, -1},
            {1, Long.MIN_VALUE},
            {8, 7},
            {end + 1, Long.MAX_VALUE},
            {Long.MAX_VALUE, Long.MAX_VALUE},
            {0, end}
        }) {
            byte[] before = payload();
            assertEquals(Optional.empty(), heap.allocBelow(nowhere[0], nowhere[1]));
            assertArrayEquals(before, payload());
        }
        assertTrue(found == 0 || managesEverySlice());
    }

    @Test
    void whatIsAllocatedBelowGoesWithItsTransaction() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            live.add(filled(200, i));
        }
        for (int i = 2; managesEverySlice() && i < 9; i += 3) {
            heap.dealloc(live.remove(i));
        }
        byte[] before = payload();
        BStackSlice last = live.get(live.size() - 1);
        assertThrows(
                RolledBack.class,
                () -> stack.transact(() -> {
                    Optional<BStackSlice> moved = heap.allocBelow(150, last.start());
                    if (moved.isPresent()) {
                        moved.get().write(last.read(0, 150));
                        heap.dealloc(last);
                    }
                    heap.trim();
                    throw new RolledBack();
                }));
        assertArrayEquals(before, payload());
        sound(live);
        holds(last, 11);
        stack.transact(() -> {
            Optional<BStackSlice> moved = heap.allocBelow(200, last.start());
            if (moved.isPresent()) {
                moved.get().write(last.read());
                heap.dealloc(last);
                live.set(live.size() - 1, moved.get());
            }
            heap.trim();
        });
        holds(live.get(live.size() - 1), 11);
        sound(live);
        reopen();
        for (BStackSlice slice : live) {
            assertEquals(slice, heap.slice(slice.start(), slice.length()));
        }
        holds(heap.slice(live.get(3).start(), 200), managesEverySlice() ? 4 : 3);
    }

    @Test
    void aTrimMakesThePayloadShorterByWhatItReturnsAndTouchesNothingElse() throws IOException {
        List<BStackSlice> live = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            live.add(filled(300, i));
        }
        while (live.size() > 6) {
            heap.dealloc(live.remove(live.size() - 1));
        }
        if (managesEverySlice()) {
            heap.dealloc(live.remove(2));
        }
        long before = heap.length();
        long trimmed = heap.trim();
        assertEquals(before - trimmed, heap.length());
        assertTrue(trimmed >= 0);
        assertEquals(0, heap.trim(), "a second trim finds nothing left");
        sound(live);
        holds(live.get(live.size() - 1), 5);
        if (heap instanceof InspectableAllocator inspectable && managesEverySlice()) {
            List<HeapBlock> blocks = inspectable.blocks();
            assertFalse(blocks.get(blocks.size() - 1).isFree(), "free blocks are left at the end");
        }
    }

    /** Random operations, transactions, rollbacks, checkpoints and reopenings beside a model. */
    @Test
    void nothingOverlapsNothingLeaksAndContentsAreKept() throws IOException {
        long first = Long.getLong("bstack.seed", System.nanoTime());
        for (long seed = first; seed < first + RUNS; seed++) {
            try {
                AllocatorWorkload workload = new AllocatorWorkload(this::open, seed, MOST_SLICES);
                CrashingStorage disk = workload.initial().disk();
                SteppedRun run = new SteppedRun(workload, seed, () -> BStack.open(disk, KillCampaign.OPTIONS));
                for (int i = 0; i < STEPS; i++) {
                    run.step();
                    run.state();
                }
                CrashState last = run.state();
                run.close();
                try (BStack again = BStack.open(disk)) {
                    workload.check(again, last);
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("again with -Dbstack.seed=" + seed, e);
            }
        }
    }

    // ---------------------------------------------------------------- in bulk

    @Test
    void slicesAllocatedInBulkAreAsSinglyAllocatedOnes() throws IOException {
        assumeTrue(isBulk(), "the allocator has no bulk operations");
        List<BStackSlice> live = new ArrayList<>(List.of(filled(64, 50), filled(200, 51), filled(64, 52)));
        if (managesEverySlice()) {
            heap.dealloc(live.remove(1));
        }
        long[] lengths = {5, 0, 100, 32, 1, 0, 300};
        List<BStackSlice> slices = bulk().allocBulk(lengths);
        assertEquals(lengths.length, slices.size());
        assertThrows(UnsupportedOperationException.class, () -> slices.remove(0));
        for (int i = 0; i < lengths.length; i++) {
            zero(slices.get(i), lengths[i]);
            slices.get(i).write(content(i, lengths[i]));
        }
        for (int i = 0; i < lengths.length; i++) {
            holds(slices.get(i), i);
        }
        live.addAll(slices);
        sound(live);
        assertEquals(List.of(), bulk().allocBulk());
        bulk().deallocBulk(List.of());
        List<BStackSlice> freed = new ArrayList<>(slices);
        Collections.shuffle(freed, new Random(3));
        bulk().deallocBulk(freed);
        live.removeAll(freed);
        sound(live);
        holds(live.get(0), 50);
        holds(live.get(live.size() - 1), 52);
    }

    // ---------------------------------------------------------------- transactions

    @Test
    void anAllocationItsContentAndThePointerToItCommitTogether() throws IOException {
        BStackSlice slice = stack.transact(() -> {
            BStackSlice value = filled(1_000, 3);
            if (heap.reserved().length() >= BStackSlice.BYTES) {
                heap.reserved().write(0, value.toBytes());
            }
            return value;
        });
        byte[] pointer = slice.toBytes();
        reopen();
        if (heap.reserved().length() >= BStackSlice.BYTES) {
            assertArrayEquals(pointer, heap.reserved().read(0, BStackSlice.BYTES));
        }
        BStackSlice found = BStackSlice.fromBytes(heap, pointer);
        holds(found, 3);
        sound(List.of(found));
    }

    @Test
    void aRolledBackTransactionLeavesEverythingAsItWas() throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            slices.add(filled(20 + 5 * i, i));
        }
        for (int i = 2; managesEverySlice() && i < 20; i += 3) {
            heap.dealloc(slices.remove(i));
        }
        byte[] before = payload();
        assertThrows(
                RolledBack.class,
                () -> stack.transact(() -> {
                    heap.alloc(20);
                    BStackSlice last = filled(2_000, 1);
                    heap.realloc(last, 5_000);
                    if (managesEverySlice()) {
                        heap.dealloc(slices.get(1));
                        heap.realloc(slices.get(3), 400);
                        heap.realloc(slices.get(4), 3);
                    }
                    if (isBulk()) {
                        bulk().deallocBulk(bulk().allocBulk(10, 20, 30));
                        bulk().deallocBulk(List.of(slices.get(7), slices.get(9)));
                    }
                    throw new RolledBack();
                }));
        assertArrayEquals(before, payload());
        sound(slices);
        slices.add(heap.alloc(20));
        slices.add(heap.alloc(64));
        heap.dealloc(slices.remove(8));
        sound(managesEverySlice() ? slices : List.of());
    }

    @Test
    void anOpeningThatIsRolledBackLeavesNothing() throws IOException {
        try (BStack empty = BStack.open(Storage.memory())) {
            assertThrows(
                    RolledBack.class,
                    () -> empty.transact(() -> {
                        open(empty).alloc(100);
                        throw new RolledBack();
                    }));
            assertEquals(0, empty.length());
            BStackAllocator opened = open(empty);
            zero(opened.alloc(5), 5);
        }
    }

    // ---------------------------------------------------------------- threads, and looking in

    @Test
    void threadsShareAHeap() throws Exception {
        List<BStackSlice> live = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> done = new ArrayList<>();
        try (Workers threads = Workers.virtual()) {
            for (int t = 0; t < 8; t++) {
                int id = t;
                done.add(threads.submit(() -> {
                    live.addAll(work(id));
                    return null;
                }));
            }
        }
        for (Future<?> future : done) {
            future.get();
        }
        sound(managesEverySlice() ? live : List.of());
    }

    private List<BStackSlice> work(int id) throws IOException {
        Random random = new Random(id);
        List<BStackSlice> mine = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            mine.add(filled(1 + random.nextInt(100), id));
            if (random.nextInt(3) == 0) {
                BStackSlice freed = mine.remove(random.nextInt(mine.size()));
                holds(freed, id);
                heap.dealloc(freed);
            }
        }
        for (BStackSlice slice : mine) {
            holds(slice, id);
        }
        return mine;
    }

    @Test
    void theBlocksFollowEachOtherFromTheHeaderToTheEnd() throws IOException {
        assumeTrue(heap instanceof InspectableAllocator, "the allocator does not let anyone look in");
        InspectableAllocator inspected = (InspectableAllocator) heap;
        assertEquals(List.of(), inspected.blocks());
        long start = heap.length();
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            slices.add(filled(50, i));
        }
        List<BStackSlice> freed = List.of(slices.remove(2), slices.remove(5));
        for (BStackSlice slice : freed) {
            heap.dealloc(slice);
        }
        byte[] before = payload();
        long at = start;
        List<HeapBlock> free = new ArrayList<>();
        for (HeapBlock block : inspected.blocks()) {
            assertEquals(at, block.start());
            at = block.end();
            if (block.isFree()) {
                free.add(block);
            }
        }
        assertEquals(heap.length(), at);
        for (BStackSlice slice : freed) {
            assertTrue(
                    !managesEverySlice()
                            || free.stream()
                                    .anyMatch(block -> block.start() <= slice.start() && slice.end() <= block.end()),
                    () -> slice + " was freed, and lies in none of the free blocks " + free);
        }
        assertEquals(List.of(), inspected.verify());
        assertArrayEquals(before, payload());
        assertFalse(heap.isEmpty());
    }

    /**
     * {@return the offsets in the payload of bytes that the allocator needs to be right; by default all that are neither
     * the user's nor in a live slice}
     *
     * <p>The contract changes one after the other, and {@code verify()} must notice at least one of them.
     *
     * @param live all live slices
     * @throws IOException if the stack fails
     */
    protected List<Long> metadata(List<BStackSlice> live) throws IOException {
        List<BStackSlice> others = new ArrayList<>(live);
        others.add(heap.reserved());
        List<Long> offsets = new ArrayList<>();
        for (long at = 0; at < stack.length(); at++) {
            long offset = at;
            if (others.stream().noneMatch(slice -> slice.start() <= offset && offset < slice.end())) {
                offsets.add(at);
            }
        }
        return offsets;
    }

    @Test
    void verifyNoticesDamageOfWhatTheAllocatorKeepsInTheFile() throws IOException {
        assumeTrue(heap instanceof InspectableAllocator, "the allocator does not let anyone look in");
        InspectableAllocator inspected = (InspectableAllocator) heap;
        List<BStackSlice> slices = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            slices.add(filled(50, i));
        }
        for (int i = 6; managesEverySlice() && i > 0; i -= 3) {
            heap.dealloc(slices.remove(i));
        }
        List<Long> metadata = metadata(slices);
        assumeTrue(!metadata.isEmpty(), "the allocator keeps nothing in the file");
        int noticed = 0;
        for (long at : metadata) {
            byte[] sound = stack.get(at, at + 1);
            stack.set(at, new byte[] {(byte) ~sound[0]});
            noticed += inspected.verify().isEmpty() ? 0 : 1;
            stack.set(at, sound);
        }
        assertTrue(noticed > 0, "verify() has noticed none of %d changed bytes".formatted(metadata.size()));
        assertEquals(List.of(), inspected.verify());
    }
}
