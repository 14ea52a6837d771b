package bstack.collections.internal.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.collections.Claim;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableQueue;
import bstack.collections.Entry;
import bstack.collections.HeapKind;
import bstack.collections.HeapRoot;
import bstack.collections.NotAHeapRootException;
import bstack.collections.StructureMismatchException;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.testkit.FuzzContract;
import bstack.testkit.SparseBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The same as for maps, for queues: whatever they consist of, looking at them ends; elements come out or are refused with a
 * typed exception; and where nothing is found wrong, all of them come out, once.
 *
 * <p>An input is the heap's payload in {@linkplain SparseBytes short form}.
 */
class QueueFuzzTest extends FuzzContract {
    private static final int ENOUGH = 100_000;
    private static final int SOME = 6;
    private static final Duration HOUR = Duration.ofHours(1);

    @Override
    protected void check(byte[] input) throws IOException {
        byte[] payload = SparseBytes.expand(input);
        Seals.sealTrees(payload);
        try (BStack stack = MapFuzzTest.stack(payload)) {
            BStackAllocator heap = MapFuzzTest.kind(payload).open(stack);
            boolean sound = MapFuzzTest.isSound(heap);
            HeapRoot root = HeapRoot.open(heap);
            sound &= root.verify().isEmpty();
            List<DurableQueue<byte[]>> queues = new ArrayList<>();
            for (Entry entry : root.entries()) {
                if (entry.kind() == Entry.Kind.QUEUE && queues.size() < SOME) {
                    DurableQueue<byte[]> queue = root.queue(entry.name(), Codec.bytes());
                    queues.add(queue);
                    sound &= queue.verify().isEmpty();
                }
            }
            try {
                for (DurableQueue<byte[]> queue : queues) {
                    use(stack, queue, sound);
                    MapFuzzTest.change(stack, () -> root.drop(queue.name()));
                }
                assertTrue(!sound || MapFuzzTest.isSound(heap), "it does not stay sound");
            } catch (BStackCorruptException refusal) {
                assertFalse(sound, () -> "no finding, and yet " + refusal.getMessage());
            }
        } catch (BStackCorruptException | NotAHeapRootException | StructureMismatchException refusal) {
            // It says so.
        }
    }

    private static void use(BStack stack, DurableQueue<byte[]> queue, boolean sound) throws IOException {
        queue.salvage((number, element) -> {});
        long size = queue.size();
        int seen = 0;
        for (Cursor<Long, byte[]> cursor = queue.cursor(); cursor.next(); seen++) {
            assertTrue(seen < ENOUGH, "the iteration has no end");
        }
        assertTrue(!sound || seen == size, "not as many elements as are counted");
        MapFuzzTest.change(stack, () -> queue.add(new byte[1500]));
        MapFuzzTest.change(stack, () -> queue.add(new byte[0]));
        assertTrue(!sound || queue.peek() != null, "what was added is not there");
        for (int taken = 0; taken < SOME && queue.peek() != null; taken++) {
            if (taken % 2 == 0) {
                MapFuzzTest.change(stack, queue::poll);
            } else {
                Claim<byte[]> claim = queue.claim(HOUR);
                if (claim != null) {
                    MapFuzzTest.change(stack, claim::complete);
                }
            }
        }
        if (sound && size <= SOME) {
            assertEquals(Math.max(0, size + 2 - SOME), queue.size());
        }
    }

    /** Queues of none to many elements, of which some were taken, in heaps of both allocators. */
    @Override
    protected List<byte[]> seeds() throws IOException {
        Random random = new Random(1);
        List<byte[]> seeds = new ArrayList<>();
        for (HeapKind kind : List.of(HeapKind.FIRST_FIT, HeapKind.GHOST_TREE)) {
            for (int elements : new int[] {0, 1, 4, 300}) {
                try (BStackAllocator heap = kind.open(BStack.open(Storage.memory()))) {
                    DurableQueue<byte[]> queue = HeapRoot.open(heap).queue("queue", Codec.bytes());
                    for (int i = 0; i < elements; i++) {
                        queue.add(Trees.bytes(random, i % 50 == 3 ? 1100 : random.nextInt(40)));
                        if (i % 3 == 2) {
                            queue.poll();
                        }
                    }
                    seeds.add(SparseBytes.compress(heap.stack().peek(0)));
                }
            }
        }
        return seeds;
    }
}
