package bstack.testkit.internal.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The output of a fuzzer, read line by line: progress, figures, and the story of an input that fails. */
final class FuzzOutput {
    private static final long PROGRESS_NANOS = 5_000_000_000L;
    private static final int MOST_LINES = 60;
    private static final String FAILURE = "== ";
    private static final Pattern STATUS =
            Pattern.compile("#(\\d+)\\s+[A-Z]+.*? cov: (\\d+) .*?corp: (\\d+)/.*?exec/s: (\\d+).*");
    private static final Pattern WRITTEN = Pattern.compile(".*Test unit written to (\\S+).*");
    private static final Pattern RUNS = Pattern.compile("stat::number_of_executed_units:\\s+(\\d+)");
    private static final Pattern ADDED = Pattern.compile("stat::new_units_added:\\s+(\\d+)");

    private final String name;
    private final long seconds;
    private final List<String> last = new ArrayList<>();
    /** When the first inputs had been tried: what comes before is the start of a JVM. */
    private long start;

    private long shown;
    private long runs;
    private long coverage;
    private long inputs;
    private long added;
    private @Nullable String written;
    private boolean failing;

    /**
     * @param name the target's
     * @param seconds how long it is to run
     */
    FuzzOutput(String name, long seconds) {
        this.name = name;
        this.seconds = seconds;
    }

    /** Takes a line, and prints one of its own now and then. */
    void take(String line) {
        Matcher status = STATUS.matcher(line);
        Matcher unit = WRITTEN.matcher(line);
        if (status.matches()) {
            runs = Long.parseLong(status.group(1));
            coverage = Long.parseLong(status.group(2));
            inputs = Long.parseLong(status.group(3));
            start = start == 0 ? System.nanoTime() : start;
            showProgress();
        } else if (unit.matches()) {
            written = unit.group(1);
        }
        runs = Math.max(runs, figure(RUNS, line));
        added = Math.max(added, figure(ADDED, line));
        remember(line);
    }

    private static long figure(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private void showProgress() {
        long now = System.nanoTime();
        if (now - shown >= PROGRESS_NANOS) {
            shown = now;
            System.out.println(figures());
        }
    }

    /** Keeps the last lines; from the first line of a failure on, those instead. */
    private void remember(String line) {
        if (!failing && line.startsWith(FAILURE)) {
            failing = true;
            last.clear();
        }
        if (!failing && last.size() == MOST_LINES) {
            last.remove(0);
        }
        if (last.size() < MOST_LINES && !line.isBlank()) {
            last.add(line);
        }
    }

    private String figures() {
        return String.format(
                Locale.ROOT,
                "%s: %,d inputs tried in %d of %d s, %,d edges covered, %,d inputs kept",
                name,
                runs,
                start == 0 ? 0 : (System.nanoTime() - start) / 1_000_000_000,
                seconds,
                coverage,
                inputs);
    }

    /** {@return how a run ended that has found nothing} */
    String summary(int seed) {
        return String.format(Locale.ROOT, "%s, %,d of them new; seed %d: no input failed", figures(), added, seed);
    }

    /** {@return what is to be said of a run that has found an input that fails, or that did not get so far} */
    String failure(String target, int seed) {
        String again = written == null
                ? ""
                : "; again with -Dtest=%s -Dbstack.fuzz.input=%s"
                        .formatted(target.substring(target.lastIndexOf('.') + 1), written);
        return "%s; seed %d%s\n%s".formatted(figures(), seed, again, String.join("\n", last));
    }
}
