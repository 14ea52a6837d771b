package bstack.testkit.internal.readers;

import bstack.core.Storage;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.campaign.Volume;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A stress test of readers beside writers: whatever way they read in, readers see whole commits only, none that is not
 * durable, none older than what was acknowledged or seen by anybody before the read began; and they never wait for a
 * flush, nor do answers come before what they tell of can be read.
 *
 * <p>The writers' transactions change the payload in many places, under sums that hold for each commit; they grow and
 * shrink it, with small and large data, so that journals fill, move, and are cut off, and mappings are renewed. Some are
 * rolled back, and the prefix is locked piece by piece. Some flushes are held until every reader has read; in some
 * sessions one fails, after which nobody may have seen what it carried. Each session ends with a close while readers
 * read, and the next one looks at what it finds.
 *
 * <p>Seeded, but threads take turns as they like: a violation may need several attempts to be seen again.
 */
public final class ReaderCampaign {
    /** Of how many steps a session is. */
    private static final int SESSION = 200;

    private final Opener opener;
    private final long seed;
    private final int steps;

    /** Opens the storage that a campaign runs on, at the one place where it lies. */
    @FunctionalInterface
    public interface Opener {
        /**
         * {@return the storage; empty at first, and later with what was in it when it was closed}
         *
         * @throws IOException if it does not open
         */
        Storage open() throws IOException;
    }

    private ReaderCampaign(Opener opener, long seed, int steps) {
        this.opener = opener;
        this.seed = seed;
        this.steps = steps;
    }

    /**
     * {@return a campaign of some sessions on a storage}
     *
     * @param opener opens it, again and again
     */
    public static ReaderCampaign on(Opener opener) {
        return new ReaderCampaign(opener, 1, SESSION);
    }

    /** {@return this campaign with another seed} */
    public ReaderCampaign seed(long changed) {
        return new ReaderCampaign(opener, changed, steps);
    }

    /** {@return this campaign with so many steps of its writers, most of which are commits} */
    public ReaderCampaign steps(int changed) {
        return new ReaderCampaign(opener, seed, changed);
    }

    /**
     * {@return this campaign with what the system properties {@code bstack.seed} and {@code bstack.crash.steps} say}
     *
     * @param defaultSteps how many steps without the property
     */
    public ReaderCampaign fromProperties(int defaultSteps) {
        return seed(Long.getLong("bstack.seed", System.nanoTime()))
                .steps(Integer.getInteger("bstack.crash.steps", Volume.of(defaultSteps)));
    }

    /**
     * {@return what was done and found; it ends early when something is found}
     *
     * @throws IOException if the storage does not open
     */
    public CampaignReport<ReaderCounts> run() throws IOException {
        long start = System.nanoTime();
        CampaignProgress progress = new CampaignProgress();
        CommitNumbers numbers = new CommitNumbers(LedgerWriter.MOST_SUBMITTED * steps + 1);
        SplittableRandom random = new SplittableRandom(seed);
        int sessions = 0;
        long reads = 0;
        long flushes = 0;
        long held = 0;
        for (int left = steps; left > 0 && !numbers.isStopped(); left -= SESSION) {
            ReaderSession session = new ReaderSession(opener, numbers, random.split());
            session.run(Math.min(left, SESSION));
            sessions++;
            reads += session.reads();
            flushes += session.storage().flushes();
            held += session.storage().held();
            progress.show(reads, "reads", numbers.problems().size());
        }
        List<String> violations = numbers.problems().stream()
                .map(problem -> problem + " | again with -Dbstack.seed=" + seed)
                .toList();
        ReaderCounts counts = new ReaderCounts(sessions, numbers.durable(), reads, flushes, held);
        return CampaignReport.since(start, counts, reads, seed, violations);
    }
}
