package bstack.bench.report;

import bstack.bench.report.Target.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the library has to reach, beside what was measured. */
public final class Targets {
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;

    private Targets() {}

    /**
     * {@return the table of targets}
     *
     * @param report what was measured
     */
    public static Section table(Report report) {
        Section section = new Section(
                "Targets",
                "Ratios are medians of the ratios within each round. Those of threads depend on how long a flush"
                        + " takes, so they are given for this device and for one whose flush lasts 130 µs.",
                "what",
                "target",
                "measured",
                "verdict");
        for (Target target : targets(report)) {
            section.row(target.what(), target.limitText(), target.valueText(), target.verdict());
        }
        return section;
    }

    private static List<Target> targets(Report report) {
        List<Target> all = new ArrayList<>();
        for (String op : List.of("push", "pop", "set")) {
            all.add(ratio(report, op + ", one thread, against the floor", 1.15, op + ": bstack"));
        }
        all.add(ratio(report, "push, portable access, against the floor", 1.15, "push: bstack, portable access"));
        for (String heap : List.of("bstack, first fit", "bstack, ghost tree")) {
            for (String op : List.of("alloc", "dealloc", "realloc", "free + store")) {
                all.add(ratio(report, op + ", " + heap.substring(8) + ", against the floor", 1.3, op + ": " + heap));
            }
        }
        all.add(ratio(report, "transaction of ten, against the floor", 1.3, "transaction of ten: bstack"));
        addThreads(report, all);
        addWriters(report, all);
        addReads(report, all);
        addFiles(report, all);
        addStructures(report, all);
        return all;
    }

    private static void addThreads(Report report, List<Target> all) {
        String slow = "bstack, flush of 130 µs";
        all.add(atLeast(report, "push by 64 platform threads, against one thread", 25, "bstack: 64 platform threads"));
        all.add(atLeast(report, "the same at 64, with a flush of 130 µs", 25, slow + ": 64 platform threads"));
        all.add(atLeast(
                report, "push by 64 platform threads, against RocksDB with sync", 2, "bstack: 64 against RocksDB"));
        all.add(atLeast(
                report, "push by 1,000 virtual threads, against one thread", 100, "bstack: 1000 virtual threads"));
        all.add(atLeast(report, "the same at 1,000, with a flush of 130 µs", 100, slow + ": 1000 virtual threads"));
    }

    private static void addWriters(Report report, List<Target> all) {
        for (String what : List.of("push", "pair, first-fit", "pair, ghost-tree")) {
            String key = "no device, " + what;
            all.add(atLeast(report, key + ", 64 threads against one", 0.9, key + ": 64 platform threads"));
            all.add(atLeast(report, key + ", 1,000 virtual against one", 0.9, key + ": 1000 virtual threads"));
            double most = what.equals("push") ? 1.5 : 4;
            all.add(time(report, key + ", processor time at 64", most * MICROS, key + ": processor time at 64"));
        }
        for (int micros : new int[] {80, 150, 400}) {
            String key = "flush of %d µs: ".formatted(micros);
            if (micros >= 150) {
                all.add(atLeast(report, key + "64 threads against one", 25, key + "64 platform threads"));
            }
            all.add(atLeast(
                    report, key + "64 against the sketch", 0.8, key + "64 platform threads, against the sketch"));
            all.add(atLeast(
                    report,
                    key + "1,000 virtual against the sketch",
                    0.8,
                    key + "1000 virtual threads, against the sketch"));
        }
        for (String what : List.of("pair, first-fit", "pair, ghost-tree")) {
            String key = "64 threads on the disk: " + what;
            all.add(atLeast(report, key + ", each commit counted, against pushes", 0.5, key));
        }
        all.add(ratio(report, "push by 64 threads, p99.9 against p50", 3, "latency at 64: p99.9 against p50: bstack"));
        for (String heap : List.of("bstack, first fit", "bstack, ghost tree")) {
            for (String op : List.of("alloc", "dealloc", "realloc")) {
                String key = op + ": " + heap;
                all.add(ratio(
                        report, op + ", " + heap.substring(8) + ", after 1,000 calls", 1.3, "first calls: " + key));
            }
        }
        String busy = "busy: bstack against RocksDB (sync): 64 platform threads";
        all.add(atLeast(report, "push beside busy processors, 64 threads, against RocksDB", 3, busy));
        all.add(atLeast(
                report,
                "1,024 submitted commits outstanding, against one thread that waits",
                20,
                "submitted: 1024 outstanding"));
    }

    private static void addReads(Report report, List<Target> all) {
        all.add(time(report, "get of 64 B at random, one thread", 40, "read: get"));
        all.add(time(report, "getInto of 64 B at random, one thread", 40, "read: getInto"));
        all.add(time(report, "getLong at random, one thread", 15, "read: getLong"));
        all.add(time(report, "p99 of a read beside a committing writer", 10 * MICROS, "read p99 beside 1"));
    }

    private static void addFiles(Report report, List<Target> all) {
        for (String heap : List.of("first-fit", "ghost-tree")) {
            String what = "alloc with 1,000,000 free blocks against 1,000, " + heap;
            all.add(ratio(report, what, 2, "free blocks %s 1000000: alloc".formatted(heap)));
        }
        all.add(ratio(report, "open of a clean first-fit file, 1 GiB against 1 MiB", 2, "open 1024 MiB"));
        all.add(time(
                report,
                "open of a ghost tree with 1,000,000 free blocks",
                1_000 * MILLIS,
                "free blocks ghost-tree 1000000: open"));
        all.add(atLeast(report, "push of 64 MiB, against a plain write and fdatasync", 0.8, "push bandwidth"));
        all.add(ratio(report, "snapshot beside 8 threads, time against cp", 1.3, "snapshot: time: snapshotTo"));
        all.add(atLeast(report, "the threads' rate beside it, against beside cp", 1, "snapshot: rate: snapshotTo"));
        all.add(ratio(report, "their p99.9 beside it, against beside cp", 1, "snapshot: p99.9: snapshotTo"));
        all.add(time(report, "recovery after a kill with a full journal", 100 * MILLIS, "recovery"));
        all.add(time(report, "start of the command, bstack info", 350 * MILLIS, "command start"));
    }

    private static void addStructures(Report report, List<Target> all) {
        for (String heap : List.of("bstack, first fit", "bstack, ghost tree")) {
            String map = "map, " + heap.substring(8) + ": ";
            all.add(ratio(report, map + "put, one thread, against the floor", 1.3, "map: put: " + heap));
            all.add(time(report, map + "get", 2 * MICROS, "map: get: " + heap));
            all.add(time(report, map + "p99 of a get beside a writer", 20 * MICROS, "map: p99: " + heap));
            for (String rival : List.of("H2 MVStore (commit + sync)", "Xodus (durable)", "MapDB (WAL)")) {
                all.add(against(report, map + "scan, against " + rival, 1, false, "map: scan: ", heap, rival));
            }
            String h2 = "H2 MVStore (commit + sync)";
            all.add(against(report, map + "load, against " + h2, 1, false, "map: load: ", heap, h2));
            String inOrder = "map: load in order: ";
            all.add(against(report, map + "load in order, against " + h2, 1, false, inOrder, heap, h2));
            all.add(against(report, map + "bytes at rest, against LMDB", 1, true, "map: bytes: ", heap, "LMDB"));
            String churned = "map: bytes after churn: ";
            all.add(against(report, map + "bytes after churn, against LMDB", 1, true, churned, heap, "LMDB"));
            String queue = "queue, " + heap.substring(8) + ", 64 producers and 64 consumers, against ";
            String key = "queue: " + heap + " against ";
            all.add(atLeast(report, queue + "Tape 2", 5, key + "Tape 2 behind a lock"));
            for (String table : List.of("table in SQLite (WAL, FULL)", "table in H2")) {
                all.add(atLeast(report, queue + "a " + table, 3, key + table));
            }
        }
    }

    private static Target against(
            Report report, String what, double limit, boolean isMost, String key, String ours, String rival) {
        OptionalDouble mine = report.figure(key + ours);
        OptionalDouble other = report.figure(key + rival);
        OptionalDouble ratio = mine.isPresent() && other.isPresent()
                ? OptionalDouble.of(mine.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
        return new Target(what, limit, isMost, Unit.RATIO, ratio);
    }

    private static Target atLeast(Report report, String what, double limit, String figure) {
        return new Target(what, limit, false, Unit.RATIO, report.figure(figure));
    }

    private static Target time(Report report, String what, double limit, String figure) {
        return new Target(what, limit, true, Unit.TIME, report.figure(figure));
    }

    private static Target ratio(Report report, String what, double limit, String figure) {
        return new Target(what, limit, true, Unit.RATIO, report.figure(figure));
    }
}
