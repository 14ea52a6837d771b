package bstack.bench.measure;

import bstack.bench.Content;
import bstack.bench.Measure;
import bstack.bench.Plan;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Statistics;
import bstack.core.BStack;
import bstack.core.Commit;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** One thread that submits its commits and waits for each much later, against one that waits for each. */
public final class Submitted implements Measure {
    private static final int RECORDS = 1_024;
    private static final int OUTSTANDING = 1_024;
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "submitted";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        double[] waiting = new double[plan.rounds()];
        double[] submitting = new double[plan.rounds()];
        double[] inTurn = new double[plan.rounds()];
        try (Stores stores = new Stores(plan, report);
                BStack stack = BStack.open(stores.folder().resolve("stack.bstack"))) {
            stack.push(new byte[RECORDS * Content.RECORD]);
            for (int round = -1; round < plan.rounds(); round++) {
                double waited = perSecond(plan.pick(2_000, 500, 10), n -> set(stack, n));
                double submitted = perSecond(plan.pick(100_000, 20_000, 2_000), n -> submit(stack, n));
                double turns = perSecond(plan.pick(2_000, 500, 10), n -> submitAndAwait(stack, n));
                if (round >= 0) {
                    waiting[round] = waited;
                    submitting[round] = submitted;
                    inTurn[round] = turns;
                }
            }
        }
        Section section = new Section(
                "Commits of one thread that does not wait for each",
                "Overwrites of 64 bytes. With `submit`, %,d are outstanding.".formatted(OUTSTANDING),
                "how",
                "a second",
                "against `set`");
        row(section, "`set`", waiting, waiting);
        row(section, "`submit`, awaited when 1,024 later ones have been submitted", submitting, waiting);
        row(section, "`submit` and `await` in turn", inTurn, waiting);
        report.figure("submitted: 1024 outstanding", Statistics.ratio(submitting, waiting));
        report.figure("submitted: in turn", Statistics.ratio(inTurn, waiting));
        report.add(section);
    }

    private static void row(Section section, String how, double[] rates, double[] base) {
        section.row(how, Format.rate(Statistics.median(rates)), Format.ratio(Statistics.ratio(rates, base)));
    }

    private interface Commits {
        void run(int count) throws IOException;
    }

    private static double perSecond(int count, Commits commits) throws IOException {
        long start = System.nanoTime();
        commits.run(count);
        return count * NANOS / (System.nanoTime() - start);
    }

    private static void set(BStack stack, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            write(stack, i);
        }
    }

    private static void write(BStack stack, int number) throws IOException {
        int at = number % RECORDS;
        stack.set((long) at * Content.RECORD, Content.of(number, Content.RECORD));
    }

    private static void submit(BStack stack, int count) throws IOException {
        Queue<Commit<Void>> outstanding = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            outstanding.add(submitOne(stack, i));
            if (outstanding.size() == OUTSTANDING) {
                outstanding.remove().await();
            }
        }
        while (!outstanding.isEmpty()) {
            outstanding.remove().await();
        }
        for (int i = count - RECORDS; i < count; i++) {
            long at = (long) (i % RECORDS) * Content.RECORD;
            Content.check(stack.name(), i, Content.RECORD, stack.get(at, at + Content.RECORD));
        }
    }

    private static Commit<Void> submitOne(BStack stack, int number) throws IOException {
        return stack.submit(() -> {
            write(stack, number);
            return null;
        });
    }

    private static void submitAndAwait(BStack stack, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            submitOne(stack, i).await();
        }
    }
}
