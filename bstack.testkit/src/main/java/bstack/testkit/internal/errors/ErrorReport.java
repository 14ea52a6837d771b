package bstack.testkit.internal.errors;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a campaign has found; it is printed when it is found. Thread-safe. */
final class ErrorReport {
    private static final int SHOWN_OF_EACH = 3;
    private static final int SHOWN = Integer.getInteger("bstack.errors.shown", 12);

    /** Whether what is found first ends the JVM. */
    private static final boolean FIRST_ENDS = Boolean.getBoolean("bstack.errors.first");

    private final Map<String, Counts> scenarios = new LinkedHashMap<>();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final long start = System.nanoTime();
    private long cases;
    private long found;

    /** What came of one scenario. */
    private static final class Counts {
        private long cases;
        private long found;
        private long sites;
        private long nanos;
    }

    private Counts of(String scenario) {
        return scenarios.computeIfAbsent(scenario, name -> new Counts());
    }

    /** Sites were counted. */
    synchronized void counted(String scenario, int sites) {
        of(scenario).sites += sites;
    }

    /** A case was tried. */
    synchronized void tried(String scenario, long nanos) {
        cases++;
        of(scenario).cases++;
        of(scenario).nanos += nanos;
    }

    /**
     * Something did not hold.
     *
     * @param site where the error was thrown
     * @param again the properties by which it is tried again
     */
    synchronized void violation(String scenario, String site, String again, Throwable failure) {
        Counts counts = of(scenario);
        counts.found++;
        found++;
        String kind = scenario + " | " + site + " | " + firstLine(failure);
        int seen = kinds.merge(kind, 1, Integer::sum);
        if (seen == 1 && (counts.found <= SHOWN_OF_EACH || kinds.size() <= SHOWN)) {
            System.out.printf("VIOLATION %s: error at %s: %s%n  again with %s%n", scenario, site, text(failure), again);
        }
        if (FIRST_ENDS) {
            System.out.flush();
            Runtime.getRuntime().halt(1);
        }
    }

    private static String firstLine(Throwable failure) {
        String text = failure.toString();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String text(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        if (Boolean.getBoolean("bstack.errors.trace")) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append("; because of ").append(cause);
        }
        return text.toString();
    }

    synchronized long found() {
        return found;
    }

    /** {@return how often something did not hold in a scenario} */
    synchronized long found(String scenario) {
        return of(scenario).found;
    }

    /** {@return each scenario's counts, and the sites at which something did not hold, one a line} */
    synchronized String details() {
        StringBuilder text = new StringBuilder();
        scenarios.forEach((name, counts) -> text.append("%-44s %6d sites %7d cases %6d violations, %d ms%n"
                .formatted(name, counts.sites, counts.cases, counts.found, counts.nanos / 1_000_000)));
        if (Boolean.getBoolean("bstack.errors.sites")) {
            kinds.forEach((kind, count) -> text.append("%5d x %s%n".formatted(count, kind)));
        }
        return text.toString();
    }

    @Override
    public synchronized String toString() {
        return String.format(
                Locale.ROOT,
                "%,d cases of an error in %d scenarios, %.1f s: %,d violations",
                cases,
                scenarios.size(),
                (System.nanoTime() - start) / 1e9,
                found);
    }
}
