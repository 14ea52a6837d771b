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
import bstack.bench.stat.Crowd;
import bstack.bench.stat.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pushes of 64 bytes by many threads at a time: what group commit is for. */
public final class Threads implements Measure {
    private static final List<Crowd> CROWDS =
            List.of(new Crowd(1, false), new Crowd(8, false), new Crowd(64, false), new Crowd(1000, true));
    private static final String ROCKS_DB = "RocksDB (sync)";

    private final List<Contender> contenders;

    /** @param contenders in the order of the table */
    public Threads(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        try (Stores stores = new Stores(plan, report)) {
            Map<Contender, Task> tasks = new LinkedHashMap<>();
            for (Contender contender : contenders) {
                if (plan.wants(name() + ": " + contender.name())) {
                    Optional<Task> task = stores.open(contender, Op.PUSH);
                    task.ifPresent(t -> tasks.put(contender, t));
                }
            }
            if (!tasks.isEmpty()) {
                plan.tell(name());
                Map<Contender, List<Series>> found = measure(tasks, plan);
                addFigures(found, report);
                report.add(table(found));
                report.add(panel("push, 64 platform threads", 2, found));
                report.add(panel("push, 1,000 virtual threads", 3, found));
            }
        }
    }

    private static Map<Contender, List<Series>> measure(Map<Contender, Task> tasks, Plan plan) throws Exception {
        Map<Contender, List<Series>> found = new LinkedHashMap<>();
        for (Contender contender : tasks.keySet()) {
            List<Series> series = new ArrayList<>();
            for (Crowd crowd : CROWDS) {
                series.add(new Series(crowd.toString(), new double[plan.rounds()]));
            }
            found.put(contender, series);
        }
        int millis = plan.pick(400, 100, 5);
        // The round before the first warms up.
        for (int round = -plan.pick(1, 1, 0); round < plan.rounds(); round++) {
            for (Map.Entry<Contender, Task> entry : tasks.entrySet()) {
                for (int i = 0; i < CROWDS.size(); i++) {
                    double perSecond = CROWDS.get(i).perSecond(entry.getValue(), millis);
                    if (round >= 0) {
                        found.get(entry.getKey()).get(i).values()[round] = perSecond;
                    }
                }
            }
        }
        for (Task task : tasks.values()) {
            task.verify();
        }
        return found;
    }

    private void addFigures(Map<Contender, List<Series>> found, Report report) {
        List<Series> rocksDb = found.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(ROCKS_DB))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        found.forEach((contender, series) -> {
            for (Series crowd : series) {
                String name = contender.name() + ": " + crowd.name();
                report.figure(name, crowd.ratioTo(series.getFirst()));
                report.figure(name + ", per second", crowd.median());
            }
            if (rocksDb != null) {
                report.figure(
                        contender.name() + ": 64 against RocksDB", series.get(2).ratioTo(rocksDb.get(2)));
            }
        });
    }

    private Section table(Map<Contender, List<Series>> found) {
        List<String> head = new ArrayList<>(List.of("operations a second"));
        CROWDS.forEach(crowd -> head.add(crowd.toString()));
        Section section = new Section(
                "Pushes of 64 bytes by many threads",
                "All threads together; in brackets the multiple of the same contender's one thread in the same round."
                        + " The sketch is group commit without any file, the machine's own limit where each thread"
                        + " has to be woken. How large the multiples are depends on how long the device takes to"
                        + " flush; hence the rows in which a flush lasts at least 130 µs.",
                head.toArray(String[]::new));
        found.forEach((contender, series) -> {
            List<String> cells = new ArrayList<>();
            cells.add(contender.syncs() ? contender.name() : "*" + contender.name() + "*");
            for (Series crowd : series) {
                String rate = Format.rate(crowd.median());
                cells.add(
                        crowd == series.getFirst()
                                ? rate
                                : "%s (%s)".formatted(rate, Format.ratio(crowd.ratioTo(series.getFirst()))));
            }
            section.row(cells);
        });
        return section;
    }

    private static Panel panel(String title, int crowd, Map<Contender, List<Series>> found) {
        Panel panel = new Panel(title + " (thousands a second)", "k/s");
        found.forEach((contender, series) ->
                panel.bar(contender.name(), series.get(crowd).median() / 1_000, contender.syncs()));
        return panel;
    }
}
