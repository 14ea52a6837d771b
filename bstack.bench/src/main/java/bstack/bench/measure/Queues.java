package bstack.bench.measure;

import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.contender.queue.QueueStore;
import bstack.bench.contender.queue.QueueStores;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Statistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Elements that pass through a durable queue from 64 producers to 64 consumers. */
public final class Queues implements Measure {
    private static final int THREADS = 64;
    private static final int ELEMENT = 100;
    /** Producers wait while so many are in the queue, so that no queue grows without bound. */
    private static final int MOST = 10_000;

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        int millis = plan.pick(1_500, 500, 20);
        Section section = new Section(
                "Queues between %d producers and %d consumers".formatted(THREADS, THREADS),
                ("Elements of %d bytes a second, each added and removed durably, in rounds of %,d ms with a new queue"
                                + " each. The file is what the last round's queue takes on the disk after its close.")
                        .formatted(ELEMENT, millis),
                "queue",
                "elements a second",
                "elements of the last round",
                "file");
        List<QueueStores.Named> queues = QueueStores.all().stream()
                .filter(queue -> plan.wants(name() + ": " + queue.name()))
                .toList();
        double[][] rates = new double[queues.size()][plan.rounds()];
        long[] moved = new long[queues.size()];
        long[] bytes = new long[queues.size()];
        for (int round = -1; round < plan.rounds() && !queues.isEmpty(); round++) {
            plan.tell(name());
            for (int i = 0; i < queues.size(); i++) {
                try (Stores stores = new Stores(plan, report)) {
                    Path folder = stores.folder();
                    Traffic traffic = new Traffic();
                    long nanos;
                    try (QueueStore queue = queues.get(i).opener().open(folder)) {
                        nanos = traffic.run(queue, millis);
                    }
                    moved[i] = traffic.removed.get();
                    bytes[i] = DiskUse.of(folder);
                    if (round >= 0) {
                        rates[i][round] = moved[i] * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
                    }
                }
            }
        }
        for (int i = 0; i < queues.size(); i++) {
            String name = queues.get(i).name();
            section.row(
                    name, Format.rate(Statistics.median(rates[i])), "%,d".formatted(moved[i]), Format.bytes(bytes[i]));
            for (int k = 0; k < queues.size(); k++) {
                if (name.startsWith("bstack") && k != i) {
                    report.figure(
                            "queue: %s against %s".formatted(name, queues.get(k).name()),
                            Statistics.ratio(rates[i], rates[k]));
                }
            }
        }
        if (!queues.isEmpty()) {
            report.add(section);
        }
    }

    /** Producers and consumers of one queue. */
    private static final class Traffic {
        private final AtomicLong added = new AtomicLong();
        private final AtomicLong removed = new AtomicLong();
        private final AtomicLong sum = new AtomicLong();
        private final AtomicReference<Exception> failure = new AtomicReference<>();
        private volatile boolean stopped;

        /** {@return for how long elements were added and removed, in nanoseconds} */
        long run(QueueStore queue, int millis) throws Exception {
            List<Thread> threads = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < THREADS; i++) {
                threads.add(Thread.ofPlatform().start(() -> guarded(() -> produce(queue))));
                threads.add(Thread.ofPlatform().start(() -> guarded(() -> consume(queue))));
            }
            TimeUnit.MILLISECONDS.sleep(millis);
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
            long nanos = System.nanoTime() - start;
            if (failure.get() != null) {
                throw failure.get();
            }
            long passed = removed.get();
            for (byte[] left = queue.poll(); left != null; left = queue.poll()) {
                take(left);
            }
            Content.checkEqual("elements", added.get(), removed.get());
            Content.checkEqual("their numbers", added.get() * (added.get() - 1) / 2, sum.get());
            removed.set(passed);
            return nanos;
        }

        private interface Work {
            void run() throws Exception;
        }

        private void guarded(Work work) {
            try {
                work.run();
            } catch (Exception e) {
                failure.compareAndSet(null, e);
                stopped = true;
            }
        }

        private void produce(QueueStore queue) throws Exception {
            while (!stopped) {
                if (added.get() - removed.get() > MOST) {
                    TimeUnit.MICROSECONDS.sleep(100);
                } else {
                    byte[] element = new byte[ELEMENT];
                    long number = added.getAndIncrement();
                    for (int i = 0; i < Long.BYTES; i++) {
                        element[i] = (byte) (number >>> (8 * i));
                    }
                    queue.add(element);
                }
            }
        }

        private void consume(QueueStore queue) throws Exception {
            while (!stopped) {
                byte[] element = queue.poll();
                if (element == null) {
                    TimeUnit.MICROSECONDS.sleep(100);
                } else {
                    take(element);
                }
            }
        }

        private void take(byte[] element) {
            long number = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                number |= (element[i] & 0xFFL) << (8 * i);
            }
            sum.addAndGet(number);
            removed.incrementAndGet();
        }
    }
}
