package bstack.bench.measure;

import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/** How long each single read takes, alone and while other threads commit: reads never wait for a flush. */
public final class ReaderBesideWriter implements Measure {
    private static final int DIGITS = 3;
    private static final int[] WRITERS = {0, 1, 8};

    @Override
    public String name() {
        return "reader beside a writer";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        Section section = new Section(
                "Latency of a read of 64 bytes beside committing threads",
                "`getInto` at random places, in one thread, each read timed by itself (the two looks at the clock are"
                        + " in the figures); the writers overwrite records at random, each durably. On %d processors."
                                .formatted(Runtime.getRuntime().availableProcessors()),
                "writers",
                "reads",
                "commits",
                "p50",
                "p99",
                "p99.9",
                "longest");
        try (Stores stores = new Stores(plan, report);
                BStack stack = BStack.open(stores.folder().resolve("stack.bstack"))) {
            for (int i = 0; i < Content.READABLE; i += Content.READABLE / 10) {
                ByteBuffer part = ByteBuffer.allocate(Content.READABLE / 10 * Content.RECORD);
                while (part.hasRemaining()) {
                    part.put(Content.of(i + part.position() / Content.RECORD, Content.RECORD));
                }
                stack.push(part.flip());
            }
            int millis = plan.pick(5_000, 1_000, 20);
            read(stack, millis, new Histogram(DIGITS)); // warms up
            for (int writers : WRITERS) {
                Histogram histogram = new Histogram(DIGITS);
                long commits = beside(stack, writers, millis, histogram);
                section.row(
                        String.valueOf(writers),
                        String.valueOf(histogram.getTotalCount()),
                        String.valueOf(commits),
                        Format.time(histogram.getValueAtPercentile(50)),
                        Format.time(histogram.getValueAtPercentile(99)),
                        Format.time(histogram.getValueAtPercentile(99.9)),
                        Format.time(histogram.getMaxValue()));
                report.figure("read p99 beside " + writers, histogram.getValueAtPercentile(99));
            }
        }
        report.add(section);
    }

    private static long beside(BStack stack, int writers, int millis, Histogram histogram) throws Exception {
        AtomicLong commits = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<IOException> failure = new AtomicReference<>();
        Thread[] threads = new Thread[writers];
        for (int i = 0; i < writers; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads[i] = Thread.ofPlatform().start(() -> {
                try {
                    while (!stop.get()) {
                        long at = random.nextInt(Content.READABLE);
                        stack.set(at * Content.RECORD, Content.of(at, Content.RECORD));
                        commits.incrementAndGet();
                    }
                } catch (IOException e) {
                    failure.set(e);
                }
            });
        }
        read(stack, millis, histogram);
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return commits.get();
    }

    private static void read(BStack stack, int millis, Histogram histogram) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        ByteBuffer buffer = ByteBuffer.allocate(Content.RECORD);
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
        long at = 0;
        long before = start;
        while (before - end < 0) {
            at = random.nextInt(Content.READABLE);
            buffer.clear();
            before = System.nanoTime();
            stack.getInto(at * Content.RECORD, buffer);
            histogram.recordValue(System.nanoTime() - before);
        }
        Content.check("the record read", at, Content.RECORD, buffer.array());
    }
}
