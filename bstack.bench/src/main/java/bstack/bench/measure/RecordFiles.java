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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
            whileOpen = DiskUse.of(folder);
        }
        long atRest = DiskUse.of(folder);
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
}
