package bstack.testkit.internal.errors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios with an error at each site that they execute, or at a sample of these in which every place in the code
 * occurs that the volume allows.
 */
final class SiteCampaign {
    private static final int MOST_SITES = 1 << 20;

    private final ErrorSettings settings;
    private final ErrorReport report;
    private final WatchedCases cases;

    SiteCampaign(ErrorSettings settings, ErrorReport report) {
        this.settings = settings;
        this.report = report;
        this.cases = new WatchedCases(settings.patienceMillis());
    }

    void run(List<ErrorScenario> scenarios) throws IOException {
        for (ErrorScenario scenario : scenarios) {
            if (scenario.name().contains(settings.scenario()) && cases.hung() < settings.mostHung()) {
                run(scenario);
            }
        }
        cases.end();
    }

    private void run(ErrorScenario scenario) throws IOException {
        for (ErrorMode mode : settings.modes()) {
            int[] trace = count(scenario, mode);
            report.counted(scenario.name(), trace.length);
            for (int at : chosen(trace, scenario, mode)) {
                String again = "-Dbstack.errors.scenario='%s' -Dbstack.errors.mode=%s -Dbstack.errors.only=%d"
                        .formatted(scenario.name(), mode, at);
                ErrorCase tried = new ErrorCase(scenario, mode, at);
                long start = System.nanoTime();
                Throwable failure = cases.run(tried);
                report.tried(scenario.name(), System.nanoTime() - start);
                if (failure != null) {
                    report.violation(scenario.name(), mode + " " + SiteTable.describe(tried.struck()), again, failure);
                }
                if (cases.hung() >= settings.mostHung()) {
                    return;
                }
            }
        }
    }

    /** Runs a scenario twice without an error: once so that all its classes are there, once to see its sites. */
    private static int[] count(ErrorScenario scenario, ErrorMode mode) throws IOException {
        new ErrorCase(scenario, mode, Integer.MAX_VALUE).attempt();
        ErrorScenario.Trial trial = scenario.begin();
        Injection counting = Injection.counting(trial.victims(), mode, MOST_SITES);
        ErrorSites.arm(counting);
        @Nullable Throwable thrown = null;
        try {
            trial.act();
        } catch (Throwable t) {
            thrown = t;
        } finally {
            ErrorSites.disarm();
        }
        trial.check(thrown);
        return counting.trace();
    }

    /** {@return which of the executed sites are tried, from 1} */
    private Set<Integer> chosen(int[] trace, ErrorScenario scenario, ErrorMode mode) {
        Set<Integer> chosen = new LinkedHashSet<>();
        if (settings.only() > 0) {
            chosen.add(settings.only());
            return chosen;
        }
        int cases = settings.casesOf(scenario);
        if (cases >= trace.length) {
            for (int i = 1; i <= trace.length; i++) {
                chosen.add(i);
            }
            return chosen;
        }
        SplittableRandom random = new SplittableRandom(settings.seed() * 31 + (scenario.name() + mode).hashCode());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < trace.length; i++) {
            order.add(random.nextInt(order.size() + 1), i);
        }
        Set<Integer> places = new LinkedHashSet<>();
        for (int i : order) {
            if (chosen.size() < cases && places.add(trace[i])) {
                chosen.add(i + 1);
            }
        }
        for (int i : order) {
            if (chosen.size() < cases) {
                chosen.add(i + 1);
            }
        }
        return chosen;
    }
}
