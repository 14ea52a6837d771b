package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Statistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What records take on the disk, while their store is open and after it was closed, and how long it then takes to
 * open.
 */
public final class RecordFiles implements Measure {
    private static final int REOPENINGS = 5;

    private final List<Contender> contenders;

    /** @param contenders in the order of the table */
    public RecordFiles(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        int records = plan.pick(20_000, 1_000, 20);
        Section section = new Section(
                "Files of %,d records of 64 bytes".formatted(records),
                "Each record was pushed by a commit of its own. Bytes are those allocated on the disk, as du counts"
                        + " them, for each record. The open is that of the closed store, by the same process.",
                "store",
                "while open",
                "at rest",
                "open");
        for (Contender contender : contenders) {
            if (plan.wants(name() + ": " + contender.name())) {
                plan.tell(name() + ": " + contender.name());
                try (Stores stores = new Stores(plan, report)) {
                    row(contender, records, stores, report, section);
                }
            }
        }
        if (!section.rows().isEmpty()) {
            report.add(section);
        }
    }

    private void row(Contender contender, int records, Stores stores, Report report, Section section) throws Exception {
        Path folder = stores.folder();
        long whileOpen;
        Optional<Task> push = stores.openIn(folder, contender, Op.PUSH);
        if (push.isEmpty()) {
            return;
        }
        try (Task task = push.get()) {
            for (int i = 0; i < records; i++) {
                task.run();
            }
            task.verify();
            whileOpen = allocated(folder);
        }
        long atRest = allocated(folder);
        double[] nanos = new double[REOPENINGS];
        for (int i = 0; i < REOPENINGS; i++) {
            long start = System.nanoTime();
            Task reopened = contender.prepare(Op.PUSH, folder).orElseThrow();
            nanos[i] = System.nanoTime() - start;
            reopened.close();
        }
        section.row(
                contender.name(),
                Format.digits(whileOpen / (double) records),
                Format.digits(atRest / (double) records),
                Format.time(Statistics.median(nanos)));
        report.figure("bytes at rest: " + contender.name(), atRest / (double) records);
    }

    private static long allocated(Path folder) throws IOException, InterruptedException {
        long bytes = 0;
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            bytes += allocatedByFile(file);
        }
        return bytes;
    }

    /** The size, where the system has no command that knows better. */
    private static long allocatedByFile(Path file) throws IOException, InterruptedException {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
            String out = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stat.waitFor() == 0) {
                String[] parts = out.split(" ");
                return Long.parseLong(parts[0]) * Long.parseLong(parts[1]);
            }
        } catch (IOException e) {
            return Files.size(file);
        }
        return Files.size(file);
    }
}
