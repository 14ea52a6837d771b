package bstack.testkit.internal.crash;

import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.process.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a campaign, made by several threads, and what they have come to.
 *
 * <p>A run depends on nothing but its seed, and what the runs have come to is added up in their order: the report is the
 * same however many threads there are. A run that was begun before an earlier one ended the campaign does not count.
 */
final class CrashRuns {
    /** How many runs, for each thread, are waiting or done before it is their turn to be counted. */
    private static final int AHEAD = 4;

    /**
     * What one run has come to.
     *
     * @param states how many crash states it has visited
     * @param nested how many of these were crashes in a recovery
     * @param violation a line that says what is wrong, null if nothing is
     */
    record Outcome(long states, long nested, @Nullable String violation) {}

    private final CrashSettings settings;
    private final long start = System.nanoTime();
    private final CampaignProgress progress = new CampaignProgress();
    private final List<String> violations = new ArrayList<>();
    private int runs;
    private long states;
    private long nested;

    CrashRuns(CrashSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes runs until there are no more, or too many violations, or enough states.
     *
     * @param waiting the runs, in the order in which they count; each is called in any thread
     * @param enough how many states, with those of the runs before
     */
    void make(Iterator<Supplier<Outcome>> waiting, long enough) {
        try (Workers threads = Workers.of(settings.threads())) {
            Deque<CompletableFuture<Outcome>> begun = new ArrayDeque<>();
            try {
                while (states < enough && violations.size() < settings.violations()) {
                    while (begun.size() < AHEAD * settings.threads() && waiting.hasNext()) {
                        begun.add(CompletableFuture.supplyAsync(waiting.next(), threads.threads()));
                    }
                    if (begun.isEmpty()) {
                        break;
                    }
                    add(begun.remove().join());
                }
            } finally {
                begun.forEach(run -> run.cancel(false));
            }
        }
    }

    private void add(Outcome run) {
        runs++;
        states += run.states;
        nested += run.nested;
        if (run.violation != null) {
            violations.add(run.violation);
        }
        progress.show(states, "states", violations.size());
    }

    /** {@return all that the runs have come to} */
    CampaignReport<CrashCounts> report() {
        CrashCounts counts = new CrashCounts(runs, states, nested);
        return CampaignReport.since(start, counts, states, settings.seed(), violations);
    }
}
