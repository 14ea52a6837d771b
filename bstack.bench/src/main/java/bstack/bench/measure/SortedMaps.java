package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.contender.sorted.SortedStore;
import bstack.bench.contender.sorted.SortedStores;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Statistics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * Maps from byte arrays to byte arrays in the order of the keys: loading in random order and in theirs, reading, scanning, single puts,
 * and what they take on the disk, also after half of the entries were replaced by others.
 */
public final class SortedMaps implements Measure {
    private static final int KEY = 16;
    private static final int VALUE = 100;
    private static final int BATCH = 10_000;
    private static final int TURN = 100;
    /** A load of this part of the entries comes first, which is not measured. */
    private static final int WARM_UP = 4;

    private static final int DIGITS = 3;

    private final Contender floor;

    /** @param floor what a single put is compared with */
    public SortedMaps(Contender floor) {
        this.floor = floor;
    }

    @Override
    public String name() {
        return "maps";
    }

    /** What is measured of one store. */
    private static final class Result {
        double loadPerSecond;
        double inOrderPerSecond;
        double getNanos;
        double p99Nanos;
        double scanPerSecond;
        double put;
        double loaded;
        double churned;
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        int entries = plan.pick(1_000_000, 100_000, 300);
        Section section = new Section(
                "Maps of %,d entries".formatted(entries),
                ("Keys of %d bytes, values of %d. Loading is by transactions of %,d puts, each durable, in random order,"
                                + " and in the order of the keys; before each a load of a quarter of the entries, into a"
                                + " store of its own, is not measured. What follows is of the load in random order. Gets are at random, in one thread; beside a writer, which puts one entry after the"
                                + " other, each by itself. A scan reads all keys and values in order. A put, durable, by"
                                + " one thread, is against the floor in turns. Bytes are those on the disk for each"
                                + " entry after a close, as du counts them: after the load, and after half of the"
                                + " entries have been removed and as many others put, in random order.")
                        .formatted(KEY, VALUE, BATCH),
                "map",
                "load, entries a second",
                "load in order",
                "get",
                "get beside a writer, p99",
                "scan, entries a second",
                "put, against the floor",
                "bytes an entry",
                "after churn");
        for (SortedStores.Named store : SortedStores.all()) {
            if (plan.wants(name() + ": " + store.name())) {
                plan.tell(name() + ": " + store.name());
                Result result = measure(store, entries, plan, report);
                section.row(
                        store.name(),
                        Format.rate(result.loadPerSecond),
                        Format.rate(result.inOrderPerSecond),
                        Format.time(result.getNanos),
                        Format.time(result.p99Nanos),
                        Format.rate(result.scanPerSecond),
                        Format.ratio(result.put),
                        Format.digits(result.loaded),
                        Format.digits(result.churned));
                String key = "map: %s: " + store.name();
                report.figure(key.formatted("load"), result.loadPerSecond);
                report.figure(key.formatted("load in order"), result.inOrderPerSecond);
                report.figure(key.formatted("get"), result.getNanos);
                report.figure(key.formatted("p99"), result.p99Nanos);
                report.figure(key.formatted("scan"), result.scanPerSecond);
                report.figure(key.formatted("put"), result.put);
                report.figure(key.formatted("bytes"), result.loaded);
                report.figure(key.formatted("bytes after churn"), result.churned);
            }
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
        }
    }

    private Result measure(SortedStores.Named named, int entries, Plan plan, Report report) throws Exception {
        Result result = new Result();
        Keys keys = new Keys(entries, false);
        load(named, new Keys(entries / WARM_UP, true), plan, report);
        result.inOrderPerSecond = load(named, new Keys(entries, true), plan, report);
        load(named, new Keys(entries / WARM_UP, false), plan, report);
        try (Stores stores = new Stores(plan, report)) {
            Path folder = stores.folder();
            result.loadPerSecond = load(named, keys, folder);
            result.loaded = DiskUse.of(folder) / (double) entries;
            try (SortedStore store = named.opener().open(folder)) {
                reads(store, keys, plan, result);
                result.put = putAgainstFloor(store, keys, stores, plan);
            }
            try (SortedStore store = named.opener().open(folder)) {
                for (int from = 0; from < entries / 2; from += BATCH / 2) {
                    int to = Math.min(entries / 2, from + BATCH / 2);
                    keys.remove(store, from, to);
                    keys.put(store, entries + from, entries + to);
                }
                Content.checkEqual("entries after the churn", entries, store.scan());
            }
            result.churned = DiskUse.of(folder) / (double) entries;
        }
        return result;
    }

    /** {@return entries a second, of a load into a store that is removed} */
    private static double load(SortedStores.Named named, Keys keys, Plan plan, Report report) throws Exception {
        try (Stores stores = new Stores(plan, report)) {
            return load(named, keys, stores.folder());
        }
    }

    private static double load(SortedStores.Named named, Keys keys, Path folder) throws Exception {
        try (SortedStore store = named.opener().open(folder)) {
            long start = System.nanoTime();
            for (int from = 0; from < keys.entries; from += BATCH) {
                keys.put(store, from, Math.min(keys.entries, from + BATCH));
            }
            return perSecond(keys.entries, start);
        }
    }

    private static void reads(SortedStore store, Keys keys, Plan plan, Result result) throws Exception {
        double[] nanos = new double[plan.rounds()];
        double[] scans = new double[plan.rounds()];
        int gets = plan.pick(200_000, 50_000, 100);
        for (int round = -1; round < plan.rounds(); round++) {
            long start = System.nanoTime();
            for (int i = 0; i < gets; i++) {
                keys.get(store);
            }
            double each = (System.nanoTime() - start) / (double) gets;
            start = System.nanoTime();
            Content.checkEqual("entries of a scan", keys.entries, store.scan());
            if (round >= 0) {
                nanos[round] = each;
                scans[round] = perSecond(keys.entries, start);
            }
        }
        result.getNanos = Statistics.median(nanos);
        result.scanPerSecond = Statistics.median(scans);
        result.p99Nanos = besideWriter(store, keys, plan.pick(3_000, 1_000, 20));
    }

    private static double besideWriter(SortedStore store, Keys keys, int millis) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread writer = Thread.ofPlatform().start(() -> {
            SplittableRandom random = new SplittableRandom(3);
            try {
                while (!stop.get()) {
                    int number = random.nextInt(keys.entries);
                    store.put(keys.key(number), Keys.value(number));
                }
            } catch (Exception e) {
                failure.set(e);
            }
        });
        Histogram histogram = new Histogram(DIGITS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long before = System.nanoTime();
        while (before - end < 0) {
            keys.get(store);
            long now = System.nanoTime();
            histogram.recordValue(now - before);
            before = now;
        }
        stop.set(true);
        writer.join();
        if (failure.get() != null) {
            throw failure.get();
        }
        return histogram.getValueAtPercentile(99);
    }

    /** Replaces values, and runs the floor, in turns. */
    private double putAgainstFloor(SortedStore store, Keys keys, Stores stores, Plan plan) throws Exception {
        Task sync = stores.open(floor, Op.SET).orElseThrow();
        SplittableRandom random = new SplittableRandom(5);
        double[] puts = new double[plan.rounds()];
        double[] floors = new double[plan.rounds()];
        for (int round = -1; round < plan.rounds(); round++) {
            double put = 0;
            double flush = 0;
            int turns = plan.pick(10, 3, 1);
            for (int turn = 0; turn < turns; turn++) {
                long start = System.nanoTime();
                for (int i = 0; i < TURN; i++) {
                    int number = random.nextInt(keys.entries);
                    store.put(keys.key(number), Keys.value(number));
                }
                put += System.nanoTime() - start;
                start = System.nanoTime();
                for (int i = 0; i < TURN; i++) {
                    sync.run();
                }
                flush += System.nanoTime() - start;
            }
            if (round >= 0) {
                puts[round] = put;
                floors[round] = flush;
            }
        }
        return Statistics.ratio(puts, floors);
    }

    private static double perSecond(int entries, long start) {
        return entries * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    }

    /**
     * The keys and values of the entries, by number. Keys of numbers that follow each other are far apart, unless they are in
     * order.
     */
    private static final class Keys {
        private final int entries;
        private final boolean inOrder;
        private final SplittableRandom random = new SplittableRandom(11);

        Keys(int entries, boolean inOrder) {
            this.entries = entries;
            this.inOrder = inOrder;
        }

        byte[] key(int number) {
            byte[] key = Content.of(number, KEY);
            for (int i = 0; inOrder && i < Integer.BYTES; i++) {
                key[i] = (byte) (number >>> (Integer.SIZE - Byte.SIZE * (i + 1)));
            }
            return key;
        }

        static byte[] value(int number) {
            return Content.of(~number, VALUE);
        }

        void put(SortedStore store, int from, int to) throws Exception {
            byte[][] values = new byte[to - from][];
            for (int i = from; i < to; i++) {
                values[i - from] = value(i);
            }
            store.putAll(keys(from, to), values);
        }

        void remove(SortedStore store, int from, int to) throws Exception {
            store.removeAll(keys(from, to));
        }

        private byte[][] keys(int from, int to) {
            byte[][] keys = new byte[to - from][];
            for (int i = from; i < to; i++) {
                keys[i - from] = key(i);
            }
            return keys;
        }

        void get(SortedStore store) throws Exception {
            int number = random.nextInt(entries);
            byte[] found = store.get(key(number));
            if (!Arrays.equals(found, value(number))) {
                throw new IllegalStateException("a wrong value under the key of number " + number);
            }
        }
    }
}
