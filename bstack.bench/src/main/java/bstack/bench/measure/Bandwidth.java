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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

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
        int rounds = plan.rounds();
        Series plainWrite = new Series("plain write and fdatasync", new double[rounds]);
        Series push = new Series("bstack, push", new double[rounds]);
        Series plainRead = new Series("plain read", new double[rounds]);
        Series read = new Series("bstack, getInto", new double[rounds]);
        ByteBuffer data = ByteBuffer.allocateDirect(size);
        SplittableRandom random = new SplittableRandom(42);
        while (data.hasRemaining()) {
            data.putLong(random.nextLong());
        }
        ByteBuffer found = ByteBuffer.allocateDirect(size);
        for (int round = -1; round < rounds; round++) {
            try (Stores stores = new Stores(plan, report)) {
                plain(stores.folder(), Math.max(round, 0), data.clear(), found.clear(), plainWrite, plainRead);
                stack(stores.folder(), Math.max(round, 0), data.clear(), found.clear(), push, read);
            }
        }
        Section section = new Section(
                "Bandwidth of %s at once".formatted(Format.bytes(size)),
                "A new file in each round; data and target are direct buffers. The push is a durable transaction. In"
                        + " brackets: the share of the plain one's bandwidth in the same round.",
                "what",
                "bandwidth");
        row(section, plainWrite, plainWrite, size);
        row(section, push, plainWrite, size);
        row(section, plainRead, plainRead, size);
        row(section, read, plainRead, size);
        report.figure("push bandwidth", 1 / push.ratioTo(plainWrite));
        report.figure("read bandwidth", 1 / read.ratioTo(plainRead));
        report.add(section);
    }

    private static void row(Section section, Series series, Series plain, int size) {
        double perSecond = size / series.median() * TimeUnit.SECONDS.toNanos(1);
        String text = Format.bytes(perSecond) + "/s";
        section.row(
                series.name(), series == plain ? text : "%s (%.0f %%)".formatted(text, 100 / series.ratioTo(plain)));
    }

    private static void plain(Path folder, int round, ByteBuffer data, ByteBuffer found, Series write, Series read)
            throws IOException {
        try (NativeFile file = NativeFile.open(folder.resolve("plain"))) {
            long start = System.nanoTime();
            file.write(MemorySegment.ofBuffer(data), 0);
            file.sync();
            long written = System.nanoTime();
            file.read(MemorySegment.ofBuffer(found), 0);
            read.values()[round] = System.nanoTime() - written;
            write.values()[round] = written - start;
        }
        check(data, found.clear());
    }

    private static void stack(Path folder, int round, ByteBuffer data, ByteBuffer found, Series push, Series read)
            throws IOException {
        Path path = folder.resolve("stack.bstack");
        try (BStack stack = BStack.open(path)) {
            stack.push(new byte[] {1}); // attaches the journal
            int size = data.remaining();
            long start = System.nanoTime();
            long at = stack.push(data);
            long written = System.nanoTime();
            stack.getInto(at, found);
            read.values()[round] = System.nanoTime() - written;
            push.values()[round] = written - start;
            Content.checkEqual("the length", 1L + size, stack.length());
        }
        check(data.clear(), found.clear());
        Content.checkEqual("the file's size at rest", 16 + 1 + data.capacity(), Files.size(path));
    }

    private static void check(ByteBuffer data, ByteBuffer found) {
        if (data.clear().mismatch(found) >= 0) {
            throw new IllegalStateException("what was read differs at byte " + data.mismatch(found));
        }
    }
}
