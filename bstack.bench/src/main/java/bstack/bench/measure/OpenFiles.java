package bstack.bench.measure;

import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Series;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackBulkAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long it takes to open clean first-fit files of different sizes: that must not depend on the size. */
public final class OpenFiles implements Measure {
    private static final int MIB = 1 << 20;
    private static final int SLICE = 4000;
    private static final int PART = 200;

    @Override
    public String name() {
        return "open";
    }

    private static int[] mebibytes(Plan plan) {
        return switch (plan.volume()) {
            case FULL -> new int[] {1, 16, 256, 1024};
            case QUICK -> new int[] {1, 256};
            case TINY -> new int[] {1, 2};
        };
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        Section section = new Section(
                "Opening clean first-fit files",
                "`BStackAllocators.open` of a file at rest that is full of slices of %d bytes; in brackets against the"
                                .formatted(SLICE)
                        + " smallest file.",
                "size",
                "open");
        try (Stores stores = new Stores(plan, report)) {
            List<Path> files = new ArrayList<>();
            for (int size : mebibytes(plan)) {
                files.add(create(stores.folder().resolve("heap.bstack"), size));
            }
            List<Series> found = measure(files, plan);
            for (int i = 0; i < files.size(); i++) {
                Series series = found.get(i);
                double ratio = series.ratioTo(found.getFirst());
                section.row(
                        Format.bytes((double) mebibytes(plan)[i] * MIB),
                        "%s (%s)".formatted(Format.time(series.median()), Format.ratio(ratio)));
                report.figure("open " + mebibytes(plan)[i] + " MiB", ratio);
            }
        }
        report.add(section);
    }

    private static Path create(Path path, int mebibytes) throws IOException {
        try (BStackAllocator heap = BStackAllocators.create(path, "first-fit")) {
            long[] lengths = new long[PART];
            Arrays.fill(lengths, SLICE);
            while (heap.length() + (long) PART * SLICE < (long) mebibytes * MIB) {
                ((BStackBulkAllocator) heap).allocBulk(lengths);
            }
            heap.alloc((long) mebibytes * MIB - heap.length() - SLICE / 2);
        }
        long missing = (long) mebibytes * MIB - Files.size(path);
        if (missing < 0 || missing > SLICE) {
            throw new IllegalStateException("%s has %d bytes".formatted(path, Files.size(path)));
        }
        return path;
    }

    private static List<Series> measure(List<Path> files, Plan plan) throws IOException {
        int times = plan.pick(20, 10, 2);
        List<Series> found = new ArrayList<>();
        for (Path file : files) {
            found.add(new Series(file.toString(), new double[plan.rounds()]));
        }
        for (int round = -1; round < plan.rounds(); round++) {
            for (int i = 0; i < times; i++) {
                for (int file = 0; file < files.size(); file++) {
                    long nanos = open(files.get(file));
                    if (round >= 0) {
                        found.get(file).values()[round] += nanos / (double) times;
                    }
                }
            }
        }
        return found;
    }

    private static long open(Path path) throws IOException {
        long start = System.nanoTime();
        BStackAllocator heap = BStackAllocators.open(path);
        long nanos = System.nanoTime() - start;
        if (!heap.name().equals("first-fit")) {
            throw new IllegalStateException(path + " is a " + heap.name());
        }
        heap.close();
        return nanos;
    }
}
