package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.report.Format;
import bstack.bench.report.Panel;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Interleaved;
import bstack.bench.stat.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Durable operations by one thread, as multiples of the floor. */
public final class Operations implements Measure {
    private static final List<Op> OPS =
            List.of(Op.PUSH, Op.POP, Op.SET, Op.TRANSACTION, Op.ALLOC, Op.DEALLOC, Op.REALLOC, Op.REPLACE, Op.PUT);

    private final Contender floor;
    private final List<Contender> contenders;

    /**
     * Creates the measure.
     *
     * @param floor what all are compared with
     * @param contenders the others, in the order of the table
     */
    public Operations(Contender floor, List<Contender> contenders) {
        this.floor = floor;
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "operations";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        Map<Op, Map<String, Series>> found = new EnumMap<>(Op.class);
        for (Op op : OPS) {
            Map<String, Series> series = measure(op, plan, report);
            if (series.size() > 1) {
                found.put(op, series);
                addFigures(op, series, report);
            }
        }
        if (!found.isEmpty()) {
            report.add(table(found));
            found.forEach((op, series) -> report.add(panel(op, series)));
        }
    }

    private static String row(Op op, Contender contender) {
        return op.label() + ": " + contender.name();
    }

    private Map<String, Series> measure(Op op, Plan plan, Report report) throws Exception {
        List<Contender> wanted =
                contenders.stream().filter(c -> plan.wants(row(op, c))).toList();
        Map<String, Series> byName = new LinkedHashMap<>();
        if (wanted.isEmpty()) {
            return byName;
        }
        try (Stores stores = new Stores(plan, report)) {
            Interleaved rounds = new Interleaved(plan);
            rounds.add(floor.name(), stores.open(floor, op).orElseThrow());
            boolean any = false;
            for (Contender contender : wanted) {
                Optional<Task> task = stores.open(contender, op);
                task.ifPresent(t -> rounds.add(contender.name(), t));
                any |= task.isPresent();
            }
            if (any) {
                plan.tell(op.label());
                rounds.run().forEach(series -> byName.put(series.name(), series));
            }
        }
        return byName;
    }

    private void addFigures(Op op, Map<String, Series> found, Report report) {
        Series base = found.get(floor.name());
        report.figure(op.label() + ": " + floor.name(), base.median());
        found.forEach((name, series) -> report.figure(op.label() + ": " + name, series.ratioTo(base)));
        report.figure(op.label() + ": floor in ns", base.median());
    }

    private Section table(Map<Op, Map<String, Series>> found) {
        List<String> head = new ArrayList<>(List.of("one thread"));
        found.keySet().forEach(op -> head.add(op.label()));
        Section section = new Section(
                "Durable operations, one thread",
                "Each cell: how many times the floor (overwrite 4 KiB in a written file, then fdatasync) an operation"
                        + " takes, the median of the ratios within each round; in brackets the median time. The first"
                        + " row is the floor itself. What stands in italics does not sync, and is not ranked; the"
                        + " best of the others is bold. A key-value store's push, pop and set are a put under the"
                        + " next key, a removal of the newest key and an update; Tape removes the oldest.",
                head.toArray(String[]::new));
        List<String> first = new ArrayList<>(List.of(floor.name()));
        found.values()
                .forEach(
                        series -> first.add(Format.time(series.get(floor.name()).median())));
        section.row(first);
        for (Contender contender : contenders) {
            List<String> cells =
                    new ArrayList<>(List.of(contender.syncs() ? contender.name() : "*" + contender.name() + "*"));
            found.values().forEach(series -> cells.add(cell(contender, series)));
            if (cells.stream().skip(1).anyMatch(cell -> !cell.isEmpty())) {
                section.row(cells);
            }
        }
        return section;
    }

    private String cell(Contender contender, Map<String, Series> found) {
        Series series = found.get(contender.name());
        if (series == null) {
            return "";
        }
        double ratio = series.ratioTo(found.get(floor.name()));
        String text = "%s (%s)".formatted(Format.ratio(ratio), Format.time(series.median()));
        if (!contender.syncs()) {
            return "*" + text + "*";
        }
        return ratio <= best(found) ? "**" + text + "**" : text;
    }

    private double best(Map<String, Series> found) {
        Series base = found.get(floor.name());
        return contenders.stream()
                .filter(c -> c.syncs() && found.containsKey(c.name()))
                .mapToDouble(c -> found.get(c.name()).ratioTo(base))
                .min()
                .orElse(0);
    }

    private Panel panel(Op op, Map<String, Series> found) {
        Panel panel = new Panel(op.label(), "×");
        Series base = found.get(floor.name());
        panel.bar(floor.name(), 1, true);
        for (Contender contender : contenders) {
            Series series = found.get(contender.name());
            if (series != null) {
                panel.bar(contender.name(), series.ratioTo(base), contender.syncs());
            }
        }
        return panel;
    }
}
