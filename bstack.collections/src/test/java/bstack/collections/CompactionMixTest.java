package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever slices a heap consists of, a compaction brings the payload close to the bytes that are live. */
class CompactionMixTest {
    private static final double MOST = 1.1;
    private static final int PAGE = 4096;
    private static final int BYTES = 1 << 20;
    private static final int HEAPS = 6;

    /** What the slices of a heap are like. */
    enum Mix {
        /** Values in slices of their own, of one length each round, so no gap of one round holds a slice of the next. */
        GROWING {
            @Override
            int length(Random random, int round) {
                return 1_100 + 350 * round;
            }
        },
        SHRINKING {
            @Override
            int length(Random random, int round) {
                return 6_000 - 700 * round;
            }
        },
        /** All slices are larger than every gap: pages between which single ones have become free. */
        PAGES {
            @Override
            int length(Random random, int round) {
                return random.nextInt(60);
            }
        },
        SMALL_AND_LARGE {
            @Override
            int length(Random random, int round) {
                return random.nextInt(10) == 0 ? random.nextInt(100_000) : 1_100 + random.nextInt(300);
            }
        },
        LARGE {
            @Override
            int length(Random random, int round) {
                return 50_000 + random.nextInt(60_000);
            }
        },
        LONG_TAIL {
            @Override
            int length(Random random, int round) {
                return 1 << 4 + random.nextInt(13);
            }
        };

        abstract int length(Random random, int round);
    }

    /** The structures and what they must contain. */
    private static final class Heap {
        private final Random random;
        private final HeapRoot root;
        private final Map<String, Map<Long, byte[]>> maps = new TreeMap<>();
        private final Map<String, Deque<byte[]>> queues = new TreeMap<>();

        Heap(HeapKind kind, Random random) throws IOException {
            this.random = random;
            this.root = HeapRoot.open(kind.open(BStack.open(Storage.memory())));
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                maps.put("map" + i, new TreeMap<>());
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                queues.put("queue" + i, new ArrayDeque<>());
            }
        }

        private DurableMap<Long, byte[]> map(String name) throws IOException {
            return root.map(name, Codec.int64(), Codec.bytes());
        }

        private DurableQueue<byte[]> queue(String name) throws IOException {
            return root.queue(name, Codec.bytes());
        }

        /** Puts so many bytes, and removes a drawn part of all entries, of drawn neighbours or here and there. */
        void churn(Mix mix, int round, int bytes) throws IOException {
            List<String> names = new ArrayList<>(maps.keySet());
            names.addAll(queues.keySet());
            root.heap().stack().transact(() -> {
                for (int left = bytes; left > 0; ) {
                    byte[] value = new byte[mix.length(random, round)];
                    random.nextBytes(value);
                    left -= value.length + 8;
                    put(names.get(random.nextInt(names.size())), value);
                }
            });
            int kept = random.nextInt(10);
            boolean together = random.nextBoolean();
            root.heap().stack().transact(() -> {
                for (Map.Entry<String, Map<Long, byte[]>> map : maps.entrySet()) {
                    int run = 0;
                    boolean keep = true;
                    for (long key : List.copyOf(map.getValue().keySet())) {
                        if (run-- <= 0) {
                            run = together ? random.nextInt(50) : 0;
                            keep = random.nextInt(10) < kept;
                        }
                        if (!keep) {
                            map(map.getKey()).remove(key);
                            map.getValue().remove(key);
                        }
                    }
                }
                for (Map.Entry<String, Deque<byte[]>> queue : queues.entrySet()) {
                    for (int i = queue.getValue().size() * (10 - kept) / 10; i > 0; i--) {
                        assertArrayEquals(
                                queue.getValue().remove(), queue(queue.getKey()).poll());
                    }
                }
            });
        }

        private void put(String name, byte[] value) throws IOException {
            Map<Long, byte[]> model = maps.get(name);
            if (model != null) {
                long key = random.nextInt(1 << 20);
                map(name).put(key, value);
                model.put(key, value);
            } else {
                queue(name).add(value);
                queues.get(name).add(value);
            }
        }

        void check() throws IOException {
            for (Map.Entry<String, Map<Long, byte[]>> map : maps.entrySet()) {
                assertEquals(map.getValue().size(), map(map.getKey()).size());
                for (Map.Entry<Long, byte[]> entry : map.getValue().entrySet()) {
                    assertArrayEquals(entry.getValue(), map(map.getKey()).get(entry.getKey()));
                }
            }
            for (Map.Entry<String, Deque<byte[]>> queue : queues.entrySet()) {
                Cursor<Long, byte[]> cursor = queue(queue.getKey()).cursor();
                for (byte[] element : queue.getValue()) {
                    assertTrue(cursor.next() && Arrays.equals(element, cursor.value()));
                }
                assertTrue(!cursor.next());
            }
            root.verifyAll(damage -> assertEquals("nothing", damage.toString()));
            assertEquals(List.of(), ((InspectableAllocator) root.heap()).verify());
            assertEquals(List.of(), root.leaks(List.of()).slices());
        }

        long live() throws IOException {
            return ((InspectableAllocator) root.heap())
                    .blocks().stream()
                            .filter(block -> !block.isFree())
                            .mapToLong(HeapBlock::length)
                            .sum();
        }

        /** {@return the bytes that the greatest slice occupies} */
        long greatest() throws IOException {
            long longest = PAGE;
            for (Map<Long, byte[]> map : maps.values()) {
                for (byte[] value : map.values()) {
                    longest = Math.max(longest, value.length);
                }
            }
            for (Deque<byte[]> queue : queues.values()) {
                for (byte[] element : queue) {
                    longest = Math.max(longest, element.length);
                }
            }
            return longest + PAGE;
        }

        /** Allocates slices that no structure knows between those of structures. */
        List<BStackSlice> pin() throws IOException {
            List<BStackSlice> pinned = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                pinned.add(root.heap().alloc(1 + random.nextInt(3_000)));
                pinned.get(0).write(new byte[] {(byte) i});
            }
            return pinned;
        }
    }

    static Stream<Arguments> mixes() {
        return Stream.of(HeapKind.values())
                .flatMap(kind -> Stream.of(Mix.values()).map(mix -> Arguments.of(kind, mix)));
    }

    /** What a test does with a heap. */
    @FunctionalInterface
    private interface Action {
        void with(Heap heap, Mix mix, Random random) throws IOException;
    }

    private static void tryHeaps(HeapKind kind, Mix mix, Action action) {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        for (int i = 0; i < HEAPS; i++) {
            Random random = new Random(seed + i);
            try {
                action.with(new Heap(kind, random), mix, random);
            } catch (Throwable e) {
                throw new AssertionError("repeat this run with -Dbstack.seed=" + (seed + i), e);
            }
        }
    }

    private static void fill(Heap heap, Mix mix, Random random) throws IOException {
        int rounds = 1 + random.nextInt(6);
        for (int round = 0; round < rounds; round++) {
            heap.churn(mix, round, BYTES / rounds);
        }
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void anyMixComesCloseToItsLiveBytes(HeapKind kind, Mix mix) {
        tryHeaps(kind, mix, (heap, drawn, random) -> {
            fill(heap, drawn, random);
            BStackAllocator allocator = heap.root.heap();
            long before = allocator.length();
            long most = before + Math.max(4 * heap.greatest(), heap.live() / 16);
            CompactionReport report = heap.root.compact((done, total) -> {
                assertTrue(0 <= done && done <= total, () -> done + " of " + total);
                long length = allocator.length();
                assertTrue(length <= most, () -> length + " where " + most + " are enough");
                return true;
            });
            heap.check();
            assertTrue(report.isComplete());
            assertEquals(0, report.pinnedSlices());
            long live = heap.live();
            // What is in front of the first block is the allocator's.
            long header = ((InspectableAllocator) allocator).blocks().get(0).start();
            assertTrue(
                    report.lengthAfter() - header <= MOST * live,
                    () -> "%d with %d live: %s".formatted(report.lengthAfter(), live, report));
        });
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void itEndsWhereSlicesArePinnedAndWhereItIsStopped(HeapKind kind, Mix mix) {
        tryHeaps(kind, mix, (heap, drawn, random) -> {
            List<BStackSlice> pinned = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                heap.churn(drawn, round, BYTES / 6);
                pinned.addAll(heap.pin());
            }
            heap.churn(drawn, 3, BYTES / 6);
            byte[][] contents = new byte[pinned.size()][];
            for (int i = 0; i < contents.length; i++) {
                contents[i] = pinned.get(i).read();
            }
            boolean complete = false;
            for (int most = 1; !complete; most *= 2) {
                int[] left = {most};
                CompactionReport report = heap.root.compact((done, total) -> --left[0] > 0);
                assertTrue(report.pinnedSlices() > 0 && report.pinnedSlices() <= pinned.size());
                complete = report.isComplete();
            }
            for (int i = 0; i < contents.length; i++) {
                assertArrayEquals(contents[i], pinned.get(i).read());
                heap.root.heap().dealloc(pinned.get(i));
            }
            heap.check();
        });
    }
}
