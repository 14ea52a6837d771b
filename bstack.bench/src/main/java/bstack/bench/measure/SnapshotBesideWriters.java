package bstack.bench.measure;

import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Series;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/** A snapshot beside committing threads, compared with {@code cp} of the file beside the same threads. */
public final class SnapshotBesideWriters implements Measure {
    private static final int WRITERS = 8;
    private static final int DIGITS = 3;
    private static final int MEBI = 1 << 20;
    /** So long the threads commit before the copy begins. */
    private static final long LEAD_MILLIS = 300;

    /** Makes a copy. */
    @FunctionalInterface
    private interface Copy {
        void to(Path target) throws Exception;
    }

    /** A way to copy, and what was measured of it: nanoseconds, commits a second, and p99.9 of a commit, by round. */
    private record Way(String name, Copy copy, Series nanos, Series rates, Series tails) {
        Way(String name, int rounds, Copy copy) {
            this(
                    name,
                    copy,
                    new Series(name, new double[rounds]),
                    new Series(name, new double[rounds]),
                    new Series(name, new double[rounds]));
        }
    }

    @Override
    public String name() {
        return "snapshot beside writers";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        int mebi = plan.pick(1024, 256, 4);
        try (Stores stores = new Stores(plan, report)) {
            Path folder = stores.folder();
            Path file = folder.resolve("source.bstack");
            try (BStack stack = BStack.open(file)) {
                fill(stack, mebi);
                int rounds = plan.pick(Math.min(plan.rounds(), 7), Math.min(plan.rounds(), 3), 1);
                List<Way> ways = List.of(
                        new Way("cp", rounds, target -> start("cp", "--", file.toString(), target.toString())),
                        new Way("snapshotTo", rounds, stack::snapshotTo),
                        new Way("cp, and sync of the copy", rounds, target -> {
                            start("cp", "--", file.toString(), target.toString());
                            start("sync", target.toString());
                        }));
                for (int round = 0; round < rounds; round++) {
                    for (Way way : ways) {
                        measure(stack, way, round, folder.resolve("copy"));
                    }
                }
                tell(ways, mebi, report);
            }
        }
    }

    private static void fill(BStack stack, int mebi) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(MEBI);
        for (int i = 0; i < mebi; i++) {
            part.clear();
            for (int at = 0; part.hasRemaining(); at++) {
                part.put(Content.of((long) i * MEBI / Content.RECORD + at, Content.RECORD));
            }
            stack.push(part.flip());
        }
    }

    private static void start(String... command) throws IOException, InterruptedException {
        int result = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (result != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + result);
        }
    }

    private static void measure(BStack stack, Way way, int round, Path target) throws Exception {
        Files.deleteIfExists(target);
        start("sync", "-f", target.toAbsolutePath().getParent().toString());
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Histogram[] counts = new Histogram[WRITERS];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Histogram own = new Histogram(DIGITS);
            counts[i] = own;
            SplittableRandom random = new SplittableRandom(31L * round + i);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    write(stack, random, own, stop);
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        Thread.sleep(LEAD_MILLIS);
        long commits = stack.stats().commits();
        long start = System.nanoTime();
        way.copy.to(target);
        long nanos = System.nanoTime() - start;
        commits = stack.stats().commits() - commits;
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IOException("a writer has failed", failure.get());
        }
        Histogram all = new Histogram(DIGITS);
        for (Histogram own : counts) {
            all.add(own);
        }
        way.nanos.values()[round] = nanos;
        way.rates.values()[round] = commits * 1e9 / nanos;
        way.tails.values()[round] = all.getValueAtPercentile(99.9);
        Files.delete(target);
    }

    private static void write(BStack stack, SplittableRandom random, Histogram own, AtomicBoolean stop)
            throws IOException {
        long records = stack.length() / Content.RECORD;
        while (!stop.get()) {
            long at = random.nextLong(records);
            byte[] record = Content.of(at, Content.RECORD);
            long before = System.nanoTime();
            stack.set(at * Content.RECORD, record);
            own.recordValue(System.nanoTime() - before);
        }
    }

    private static void tell(List<Way> ways, int mebi, Report report) {
        Section section = new Section(
                "A snapshot of %d MiB beside %d committing threads".formatted(mebi, WRITERS),
                "The threads overwrite records of 64 bytes at random, each durably. The ways take turns. `snapshotTo` returns"
                        + " when the copy is durable, and has one state; `cp` alone does neither. Ratios are medians of those"
                        + " within each round.",
                "copy",
                "time",
                "against cp",
                "commits",
                "against cp",
                "p99.9 of a commit",
                "against cp");
        Way cp = ways.get(0);
        for (Way way : ways) {
            section.row(
                    way.name,
                    Format.time(way.nanos.median()),
                    Format.ratio(way.nanos.ratioTo(cp.nanos)),
                    Format.rate(way.rates.median()),
                    Format.ratio(way.rates.ratioTo(cp.rates)),
                    Format.time(way.tails.median()),
                    Format.ratio(way.tails.ratioTo(cp.tails)));
            report.figure("snapshot: time: " + way.name, way.nanos.ratioTo(cp.nanos));
            report.figure("snapshot: rate: " + way.name, way.rates.ratioTo(cp.rates));
            report.figure("snapshot: p99.9: " + way.name, way.tails.ratioTo(cp.tails));
        }
        report.add(section);
    }
}
