package bstack.testkit.internal.errors;

import java.util.List;

/**
 * Runs scenarios at each depth of a thread's stack between the one that is deep enough for the first StackOverflowError
 * and the one at which not even the call can begin, or at a sample of these.
 */
final class DepthCampaign {
    static final String MODE = "STACK_DEPTH";
    private static final long STACK_SIZE = 256 * 1024;
    private static final int DEEPEST = 1 << 14;
    /** Of so many scenarios one is in a sample. */
    private static final int SAMPLED = 12;

    private final ErrorSettings settings;
    private final ErrorReport report;
    private final WatchedCases cases;

    DepthCampaign(ErrorSettings settings, ErrorReport report) {
        this.settings = settings;
        this.report = report;
        this.cases = new WatchedCases(settings.patienceMillis(), STACK_SIZE);
    }

    void run(List<ErrorScenario> scenarios) {
        for (ErrorScenario scenario : scenarios) {
            if (scenario.name().contains(settings.scenario())
                    && isChosen(scenario)
                    && scenario.runsOnCaller()
                    && cases.hung() < settings.mostHung()) {
                run(scenario);
            }
        }
        cases.end();
    }

    private boolean isChosen(ErrorScenario scenario) {
        return settings.isComplete()
                || !settings.scenario().isEmpty()
                || Math.floorMod(scenario.name().hashCode() + settings.seed(), (long) SAMPLED) == 0;
    }

    private void run(ErrorScenario scenario) {
        if (settings.only() > 0) {
            attempt(scenario, settings.only());
            return;
        }
        int fine = last(scenario, true);
        int begun = last(scenario, false);
        int depths = begun - fine + 1;
        report.counted(scenario.name(), Math.max(depths, 0));
        int step = Math.max(1, (depths + settings.cases() - 1) / settings.cases());
        int first =
                fine + 1 + (int) Math.floorMod(settings.seed() + scenario.name().hashCode(), (long) step);
        for (int depth = first; depth <= begun + 1 && cases.hung() < settings.mostHung(); depth += step) {
            attempt(scenario, depth);
        }
    }

    /** {@return the largest depth at which the scenario begins, or is not even disturbed} */
    private int last(ErrorScenario scenario, boolean undisturbed) {
        int low = 0;
        int high = DEEPEST;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            DepthCase tried = attempt(scenario, middle);
            if (undisturbed ? tried.isUndisturbed() : tried.hasBegun()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private DepthCase attempt(ErrorScenario scenario, int depth) {
        DepthCase tried = new DepthCase(scenario, depth);
        long start = System.nanoTime();
        Throwable failure = cases.run(tried);
        report.tried(scenario.name(), System.nanoTime() - start);
        if (failure != null) {
            String again = "-Dbstack.errors.scenario='%s' -Dbstack.errors.mode=%s -Dbstack.errors.only=%d"
                    .formatted(scenario.name(), MODE, depth);
            report.violation(scenario.name(), MODE, again, failure);
        }
        return tried;
    }
}
