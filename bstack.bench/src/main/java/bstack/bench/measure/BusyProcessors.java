package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.Task;
import bstack.bench.process.ChildJvm;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.report.Section;
import bstack.bench.stat.Crowd;
import bstack.bench.stat.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pushes by many threads while other processes keep all processors busy. */
public final class BusyProcessors implements Measure {
    private static final List<Crowd> CROWDS = List.of(new Crowd(64, false), new Crowd(1000, true));

    private final List<Contender> contenders;

    /** @param contenders this library's stack, and then others */
    public BusyProcessors(List<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
    }

    @Override
    public String name() {
        return "busy processors";
    }

    /** What keeps a processor busy until it is killed. */
    public static final class Busy {
        private static volatile long sink;

        private Busy() {}

        /**
         * Counts, for ever.
         *
         * @param args none
         */
        public static void main(String[] args) {
            for (long i = 0; ; i++) {
                sink = i;
            }
        }
    }

    @Override
    public void run(Plan plan, Report report) throws Exception {
        if (!plan.wants(name())) {
            return;
        }
        plan.tell(name());
        int processors = Runtime.getRuntime().availableProcessors();
        List<Process> others = new ArrayList<>();
        try (Stores stores = new Stores(plan, report)) {
            Map<String, Task> tasks = new LinkedHashMap<>();
            for (Contender contender : contenders) {
                Optional<Task> task = stores.open(contender, Op.PUSH);
                task.ifPresent(t -> tasks.put(contender.name(), t));
            }
            for (int i = 0; i < processors; i++) {
                others.add(ChildJvm.start(ChildJvm.command(Busy.class)));
            }
            Map<String, List<Series>> found = measure(tasks, plan);
            add(found, processors, report);
        } finally {
            for (Process other : others) {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private static Map<String, List<Series>> measure(Map<String, Task> tasks, Plan plan) throws Exception {
        int millis = plan.pick(1_000, 200, 5);
        Map<String, List<Series>> found = new LinkedHashMap<>();
        tasks.keySet()
                .forEach(name -> found.put(
                        name,
                        CROWDS.stream()
                                .map(crowd -> new Series(crowd.toString(), new double[plan.rounds()]))
                                .toList()));
        for (int round = -1; round < plan.rounds(); round++) {
            for (Map.Entry<String, Task> entry : tasks.entrySet()) {
                for (int i = 0; i < CROWDS.size(); i++) {
                    double rate = CROWDS.get(i).perSecond(entry.getValue(), millis);
                    if (round >= 0) {
                        found.get(entry.getKey()).get(i).values()[round] = rate;
                    }
                }
            }
        }
        for (Task task : tasks.values()) {
            task.verify();
        }
        return found;
    }

    private static void add(Map<String, List<Series>> found, int processors, Report report) {
        List<String> head = new ArrayList<>(List.of("operations a second"));
        CROWDS.forEach(crowd -> head.add(crowd.toString()));
        Section section = new Section(
                "Pushes of 64 bytes beside busy processors",
                "%d processes that only count run beside, one for each processor.".formatted(processors),
                head.toArray(String[]::new));
        List<Series> first = found.values().iterator().next();
        found.forEach((name, series) -> {
            List<String> cells = new ArrayList<>(List.of(name));
            for (int i = 0; i < series.size(); i++) {
                cells.add(Format.rate(series.get(i).median()));
                report.figure(
                        "busy: bstack against %s: %s".formatted(name, CROWDS.get(i)),
                        first.get(i).ratioTo(series.get(i)));
            }
            section.row(cells);
        });
        report.add(section);
    }
}
