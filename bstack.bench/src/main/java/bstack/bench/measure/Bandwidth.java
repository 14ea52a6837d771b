package bstack.bench.measure;

import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.medium.NativeFile;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Series;
import bstack.core.BStack;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** How fast large data go in and out, against a plain write and fdatasync, and a plain read from the page cache. */
public final class Bandwidth implements Measure {
    private static final int MIB = 1 << 20;

    @Override
    public String name() {
        return "bandwidth";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        int size = plan.pick(64, 64, 2) * MIB;
        ByteBuffer data = ByteBuffer.allocateDirect(size);
        SplittableRandom random = new SplittableRandom(42);
        while (data.hasRemaining()) {
            data.putLong(random.nextLong());
        }
        ByteBuffer found = ByteBuffer.allocateDirect(size);
        Section section = new Section(
                "Bandwidth of %s at once".formatted(Format.bytes(size)),
                "A new file in each round; data and target are direct buffers. The push is a durable transaction, to a"
                        + " stack that holds something already. In brackets: the share of the plain one's bandwidth at"
                        + " the same place of a file in the same round. Why the place matters: the kernel copies data"
                        + " faster where they have the same alignment in memory and in the file.",
                "what",
                "at byte 64",
                "at byte 17");
        List<Run> runs = List.of(new Run(plan, 64), new Run(plan, 17));
        for (int round = -1; round < plan.rounds(); round++) {
            for (Run run : runs) {
                try (Stores stores = new Stores(plan, report)) {
                    run.plain(stores.folder(), Math.max(round, 0), data.clear(), found.clear());
                    run.stack(stores.folder(), Math.max(round, 0), data.clear(), found.clear());
                }
            }
        }
        row(section, "plain write and fdatasync", runs, size, run -> run.plainWrite, run -> run.plainWrite);
        row(section, "bstack, push", runs, size, run -> run.push, run -> run.plainWrite);
        row(section, "plain read", runs, size, run -> run.plainRead, run -> run.plainRead);
        row(section, "bstack, getInto", runs, size, run -> run.read, run -> run.plainRead);
        report.figure(
                "push bandwidth",
                runs.stream()
                        .mapToDouble(run -> 1 / run.push.ratioTo(run.plainWrite))
                        .min()
                        .orElseThrow());
        report.figure(
                "read bandwidth",
                runs.stream()
                        .mapToDouble(run -> 1 / run.read.ratioTo(run.plainRead))
                        .min()
                        .orElseThrow());
        report.add(section);
    }

    private static void row(
            Section section,
            String name,
            List<Run> runs,
            int size,
            Function<Run, Series> of,
            Function<Run, Series> to) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (Run run : runs) {
            Series series = of.apply(run);
            Series plain = to.apply(run);
            double perSecond = size / series.median() * TimeUnit.SECONDS.toNanos(1);
            String text = Format.bytes(perSecond) + "/s";
            cells.add(series == plain ? text : "%s (%.0f %%)".formatted(text, 100 / series.ratioTo(plain)));
        }
        section.row(cells);
    }

    /** What is measured at one place of a file. */
    private static final class Run {
        private static final int HEADER = 16;

        private final int position;
        private final Series plainWrite;
        private final Series push;
        private final Series plainRead;
        private final Series read;

        Run(Plan plan, int position) {
            this.position = position;
            plainWrite = new Series("plain write", new double[plan.rounds()]);
            push = new Series("push", new double[plan.rounds()]);
            plainRead = new Series("plain read", new double[plan.rounds()]);
            read = new Series("read", new double[plan.rounds()]);
        }

        void plain(Path folder, int round, ByteBuffer data, ByteBuffer found) throws IOException {
            try (NativeFile file = NativeFile.open(folder.resolve("plain"))) {
                long start = System.nanoTime();
                file.write(MemorySegment.ofBuffer(data), position);
                file.sync();
                long written = System.nanoTime();
                file.read(MemorySegment.ofBuffer(found), position);
                plainRead.values()[round] = System.nanoTime() - written;
                plainWrite.values()[round] = written - start;
            }
            check(data, found.clear());
        }

        void stack(Path folder, int round, ByteBuffer data, ByteBuffer found) throws IOException {
            Path path = folder.resolve("stack.bstack");
            int before = position - HEADER;
            try (BStack stack = BStack.open(path)) {
                stack.push(new byte[before]); // attaches the journal
                int size = data.remaining();
                long start = System.nanoTime();
                long at = stack.push(data);
                long written = System.nanoTime();
                stack.getInto(at, found);
                read.values()[round] = System.nanoTime() - written;
                push.values()[round] = written - start;
                Content.checkEqual("the length", (long) before + size, stack.length());
            }
            check(data.clear(), found.clear());
            Content.checkEqual("the file's size at rest", position + data.capacity(), Files.size(path));
        }
    }

    private static void check(ByteBuffer data, ByteBuffer found) {
        if (data.clear().mismatch(found) >= 0) {
            throw new IllegalStateException("what was read differs at byte " + data.mismatch(found));
        }
    }
}
