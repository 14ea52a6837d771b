package bstack.crashtest;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.collections.Claim;
import bstack.collections.ClaimLostException;
import bstack.collections.Codec;
import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.testkit.internal.errors.LayerScenario;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The calls of a queue and its claims in which errors are thrown. Public, because another JVM calls it by its name. */
public final class QueueScenarios {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int ELEMENTS = 12;

    private QueueScenarios() {}

    /** What is done to a queue whose first element is claimed. */
    @FunctionalInterface
    private interface Call {
        void run(Opened layer) throws IOException;
    }

    /** {@return the scenarios} */
    public static List<LayerScenario> all() {
        List<LayerScenario> all = new ArrayList<>();
        // What each call leaves to be taken, if it returns: the first element is claimed before, and released at the
        // end.
        add(all, "add", ELEMENTS + 1, layer -> layer.queue.add("more"));
        add(all, "add a large one", ELEMENTS + 1, layer -> layer.queue.add("x".repeat(3000)));
        add(all, "poll", ELEMENTS - 1, layer -> layer.queue.poll());
        add(all, "peek", ELEMENTS, layer -> layer.queue.peek());
        add(all, "claim", ELEMENTS - 1, layer -> layer.other = layer.queue.claim(HOUR));
        add(all, "complete", ELEMENTS - 1, layer -> layer.first.complete());
        add(all, "release", ELEMENTS, layer -> layer.first.release());
        add(all, "renew", ELEMENTS, layer -> layer.first.renew(HOUR));
        add(all, "remove by a cursor", ELEMENTS - 1, QueueScenarios::removeSecond);
        add(
                all,
                "poll by a view",
                ELEMENTS - 1,
                layer -> layer.queue.asBlockingQueue().poll());
        add(all, "drain by a view", 1, layer -> layer.queue.asBlockingQueue().drainTo(new ArrayList<>()));
        add(all, "clear", 0, layer -> layer.queue.clear());
        add(
                all,
                "complete with a result",
                ELEMENTS,
                layer -> layer.heap.stack().transact(() -> {
                    layer.results.put("result", 1L);
                    layer.queue.add("a job that follows");
                    layer.first.complete();
                }));
        add(
                all,
                "claim and complete",
                ELEMENTS - 1,
                layer -> layer.heap.stack().transact(() -> {
                    Claim<String> claim = layer.queue.claim(HOUR);
                    layer.results.put(claim.value(), 1L);
                    claim.complete();
                }));
        return all;
    }

    private static void removeSecond(Opened layer) throws IOException {
        Cursor<Long, String> cursor = layer.queue.cursor();
        cursor.next();
        cursor.next();
        if (!cursor.remove()) {
            throw new AssertionError("it was free");
        }
    }

    private static void add(List<LayerScenario> all, String name, int left, Call call) {
        all.add(new LayerScenario(name, FirstFitBStackAllocator::open, heap -> new Opened(heap, call, left)));
    }

    /** A queue and a map on a heap that was opened. */
    private static final class Opened implements LayerScenario.Layer {
        private final BStackAllocator heap;
        private final DurableQueue<String> queue;
        private final DurableMap<String, Long> results;
        private final Call call;
        private final int left;
        private Claim<String> first;
        private Claim<String> other;

        Opened(BStackAllocator heap, Call call, int left) throws IOException {
            this.heap = heap;
            this.call = call;
            this.left = left;
            HeapRoot root = HeapRoot.open(heap);
            queue = root.queue("queue", Codec.utf8());
            results = root.map("results", Codec.utf8(), Codec.int64());
        }

        @Override
        public void fill() throws IOException {
            for (int i = 0; i < ELEMENTS; i++) {
                queue.add("%d ".formatted(i).repeat(100));
            }
            first = queue.claim(HOUR);
        }

        @Override
        public void call() throws IOException {
            call.run(this);
        }

        @Override
        public Object contents() throws IOException {
            List<String> contents = new ArrayList<>();
            for (Cursor<Long, String> cursor = queue.cursor(); cursor.next(); ) {
                contents.add(cursor.key() + ": " + cursor.value().hashCode());
            }
            results.forEach((key, value) -> contents.add(key.hashCode() + " = " + value));
            if (!queue.verify().isEmpty() || !results.verify().isEmpty()) {
                throw new AssertionError("not sound: " + queue.verify() + results.verify());
            }
            return contents;
        }

        /** All elements but those that are claimed by a call that has returned are there to be taken, once. */
        @Override
        public void goOn(boolean returned) throws IOException {
            queue.add("at the end");
            int expected = (returned ? left : ELEMENTS) + 1;
            first.release();
            int taken = 0;
            String last = "";
            for (String element = queue.poll(); element != null; element = queue.poll()) {
                taken++;
                last = element;
            }
            if (taken != expected || !last.equals("at the end")) {
                throw new AssertionError("%d elements were taken, and %s is the last one; there were %d"
                        .formatted(taken, last, expected));
            }
            if (returned && other != null) {
                other.complete();
            }
            try {
                first.complete();
                throw new AssertionError("it was taken by others, or completed");
            } catch (ClaimLostException | IllegalStateException expectedOne) {
                // It says so.
            }
            if (!queue.isEmpty()) {
                throw new AssertionError("something is left");
            }
        }
    }
}
