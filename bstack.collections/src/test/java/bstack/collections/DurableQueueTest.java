package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues in files: over reopening, read only, and by many threads. */
@Timeout(300)
class DurableQueueTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("queue.bstack");
    }

    private BStackAllocator open() throws IOException {
        return FirstFitBStackAllocator.open(BStack.open(file));
    }

    private static DurableQueue<String> queue(BStackAllocator heap) throws IOException {
        return HeapRoot.open(heap).queue("jobs", Codec.utf8());
    }

    // ---------------------------------------------------------------- over reopening

    @Test
    void elementsAreThereWhenTheFileIsOpenedAgain() throws IOException {
        try (BStackAllocator heap = open()) {
            for (String element : List.of("a", "b", "c")) {
                queue(heap).add(element);
            }
            assertEquals("a", queue(heap).poll());
        }
        try (BStackAllocator heap = open()) {
            assertEquals(2, queue(heap).size());
            assertEquals("b", queue(heap).poll());
            queue(heap).add("d");
            assertEquals("c", queue(heap).poll());
            assertEquals("d", queue(heap).poll());
        }
        try (BStackAllocator heap = open()) {
            assertNull(queue(heap).poll());
            queue(heap).add("e");
            Cursor<Long, String> cursor = queue(heap).cursor();
            assertTrue(cursor.next());
            assertEquals(4, cursor.key(), "numbers are not used again");
        }
    }

    @Test
    void whatWasClaimedAndNotCompletedIsFreeWhenTheFileIsOpenedAgain() throws IOException {
        Claim<String> lost;
        try (BStackAllocator heap = open()) {
            queue(heap).add("a");
            queue(heap).add("b");
            queue(heap).claim(HOUR).complete();
            lost = queue(heap).claim(HOUR);
            assertNull(queue(heap).peek());
        }
        assertThrows(IllegalStateException.class, lost::complete);
        lost.release();
        try (BStackAllocator heap = open()) {
            assertEquals("b", queue(heap).claim(HOUR).value());
        }
    }

    @Test
    void allObjectsOfAQueueShareItsClaims() throws IOException {
        try (BStackAllocator heap = open()) {
            queue(heap).add("a");
            Claim<String> claim = queue(heap).claim(HOUR);
            assertNull(queue(heap).poll());
            assertNull(queue(heap).asBlockingQueue().peek());
            claim.release();
            assertEquals("a", queue(heap).poll());
        }
    }

    @Test
    void aQueueThatIsMadeAgainHasNoClaims() throws IOException {
        try (BStackAllocator heap = open()) {
            DurableQueue<String> first = queue(heap);
            first.add("a");
            first.claim(HOUR);
            HeapRoot.open(heap).drop("jobs");
            queue(heap).add("b");
            assertEquals("b", queue(heap).peek());
            assertThrows(IllegalStateException.class, first::size);
        }
    }

    // ---------------------------------------------------------------- read only

    @Test
    void onAHeapThatIsOpenForReadingOnlyAQueueIsRead() throws IOException {
        try (BStackAllocator heap = open()) {
            queue(heap).add("a");
            queue(heap).add("b");
        }
        byte[] before = Files.readAllBytes(file);
        try (BStackAllocator heap = FirstFitBStackAllocator.open(BStack.openReadOnly(file))) {
            DurableQueue<String> queue = queue(heap);
            assertEquals(2, queue.size());
            assertFalse(queue.isEmpty());
            assertEquals("a", queue.peek());
            assertEquals(List.of("a", "b"), List.copyOf(queue.asBlockingQueue()));
            assertEquals(List.of(), queue.verify());
            assertThrows(IllegalStateException.class, () -> queue.add("c"));
            assertThrows(IllegalStateException.class, queue::poll);
            assertThrows(IllegalStateException.class, queue::clear);
            assertThrows(
                    IllegalStateException.class, () -> queue.asBlockingQueue().take());
            assertEquals("a", queue.peek());
            Claim<String> claim = queue.claim(HOUR);
            assertThrows(IllegalStateException.class, claim::complete);
            assertEquals("b", queue.peek());
        }
        assertTrue(Arrays.equals(before, Files.readAllBytes(file)));
    }

    @Test
    void aQueueIsNoMapAndHasOneCodec() throws IOException {
        try (BStackAllocator heap = open()) {
            queue(heap);
            HeapRoot root = HeapRoot.open(heap);
            StructureMismatchException asMap =
                    assertThrows(StructureMismatchException.class, () -> root.map("jobs", Codec.int64(), Codec.utf8()));
            assertEquals("jobs", asMap.structure());
            assertEquals("map", asMap.expected());
            assertEquals("queue", asMap.found());
            StructureMismatchException other =
                    assertThrows(StructureMismatchException.class, () -> root.queue("jobs", Codec.int64()));
            assertEquals("int64", other.expected());
            assertEquals("utf8", other.found());
            root.map("map", Codec.utf8(), Codec.utf8());
            assertThrows(StructureMismatchException.class, () -> root.queue("map", Codec.utf8()));
            assertEquals(
                    List.of(Entry.Kind.QUEUE, Entry.Kind.MAP),
                    root.entries().stream().map(Entry::kind).toList());
        }
    }

    // ---------------------------------------------------------------- by many threads

    /** Takes one element, whatever way. */
    private interface Consumer {
        String take(DurableQueue<String> queue, AtomicInteger left) throws Exception;
    }

    private static String byPoll(DurableQueue<String> queue, AtomicInteger left) throws IOException {
        String element = queue.poll();
        while (element == null && left.get() > 0) {
            Thread.yield();
            element = queue.poll();
        }
        return element;
    }

    private static String byClaim(DurableQueue<String> queue, AtomicInteger left) throws IOException {
        while (left.get() > 0) {
            try (Claim<String> claim = queue.claim(HOUR)) {
                if (claim != null) {
                    // Every fifth is given back first.
                    if (Thread.currentThread().hashCode() % 5 == System.nanoTime() % 5) {
                        continue;
                    }
                    claim.complete();
                    return claim.value();
                }
            }
            Thread.yield();
        }
        return null;
    }

    private static String byView(DurableQueue<String> queue, AtomicInteger left) throws Exception {
        return queue.asBlockingQueue().take();
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "claim", "view", "all"})
    void nothingIsLostNothingIsTakenTwiceAndProducersKeepTheirOrder(String way) throws Exception {
        int producers = 8;
        int consumers = 8;
        int each = 200;
        AtomicInteger left = new AtomicInteger(producers * each);
        List<ConcurrentLinkedQueue<String>> taken = new ArrayList<>();
        try (BStackAllocator heap = GhostTreeBStackAllocator.open(BStack.open(file))) {
            DurableQueue<String> queue = queue(heap);
            List<FutureTask<Void>> tasks = new ArrayList<>();
            List<FutureTask<Void>> producing = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                int producer = p;
                producing.add(start(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        if (i % 10 == 0) {
                            heap.stack().transact(() -> queue.add(producer + "/" + number));
                        } else {
                            queue(heap).add(producer + "/" + number);
                        }
                    }
                    return null;
                }));
            }
            for (int c = 0; c < consumers; c++) {
                ConcurrentLinkedQueue<String> mine = new ConcurrentLinkedQueue<>();
                taken.add(mine);
                Consumer consumer = switch (way.equals("all")
                        ? List.of("poll", "claim", "view").get(c % 3)
                        : way) {
                    case "poll" -> DurableQueueTest::byPoll;
                    case "claim" -> DurableQueueTest::byClaim;
                    default -> DurableQueueTest::byView;
                };
                tasks.add(start(() -> {
                    String element = consumer.take(queue, left);
                    while (element != null && !element.equals("end")) {
                        mine.add(element);
                        if (left.decrementAndGet() == 0) {
                            break;
                        }
                        element = consumer.take(queue, left);
                    }
                    // Ends those who wait, one after the other.
                    queue.add("end");
                    return null;
                }));
            }
            for (FutureTask<Void> task : producing) {
                task.get();
            }
            for (FutureTask<Void> task : tasks) {
                task.get();
            }
            assertEquals(List.of(), queue.verify());
            assertTrue(queue.asBlockingQueue().stream().allMatch("end"::equals));
        }
        List<String> all =
                taken.stream().flatMap(ConcurrentLinkedQueue::stream).sorted().toList();
        List<String> expected = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            for (int i = 0; i < each; i++) {
                expected.add(p + "/" + i);
            }
        }
        assertEquals(expected.stream().sorted().toList(), all);
        if (!way.equals("claim") && !way.equals("all")) {
            // What is given back comes later; all else is in order, for each producer and consumer.
            for (ConcurrentLinkedQueue<String> mine : taken) {
                for (int p = 0; p < producers; p++) {
                    String prefix = p + "/";
                    List<Integer> numbers = mine.stream()
                            .filter(element -> element.startsWith(prefix))
                            .map(element -> Integer.valueOf(element.substring(prefix.length())))
                            .toList();
                    assertEquals(numbers.stream().sorted().toList(), numbers);
                }
            }
        }
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Two queues and a map change together, whoever looks. */
    @Test
    void anElementMovesFromOneQueueToAnotherAndIsAlwaysInOneOfThem() throws Exception {
        try (BStackAllocator heap = open()) {
            HeapRoot root = HeapRoot.open(heap);
            DurableQueue<String> from = root.queue("from", Codec.utf8());
            DurableQueue<String> to = root.queue("to", Codec.utf8());
            DurableMap<String, Integer> moves = root.map("moves", Codec.utf8(), Codec.int32());
            for (int i = 0; i < 20; i++) {
                from.add("element " + i);
            }
            AtomicInteger running = new AtomicInteger(4);
            List<FutureTask<Void>> movers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                boolean there = t % 2 == 0;
                movers.add(start(() -> {
                    for (int i = 0; i < 100; i++) {
                        heap.stack().transact(() -> {
                            String element = (there ? from : to).poll();
                            if (element != null) {
                                (there ? to : from).add(element);
                                moves.put(element, moves.get(element) == null ? 1 : moves.get(element) + 1);
                            }
                        });
                    }
                    running.decrementAndGet();
                    return null;
                }));
            }
            while (running.get() > 0) {
                assertEquals(20L, heap.stack().view(() -> from.size() + to.size()));
            }
            for (FutureTask<Void> mover : movers) {
                mover.get();
            }
            assertEquals(20, from.size() + to.size());
        }
    }
}
