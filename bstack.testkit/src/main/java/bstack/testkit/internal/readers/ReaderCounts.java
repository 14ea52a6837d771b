package bstack.testkit.internal.readers;

import bstack.testkit.internal.campaign.CampaignReport;

/**
 * How much a {@link ReaderCampaign} has done.
 *
 * @param sessions how often the stack was opened
 * @param commits how many transactions have changed something
 * @param reads how many reads were checked
 * @param flushes how many flushes there were
 * @param held how many of these were held until every reader had read
 */
public record ReaderCounts(int sessions, long commits, long reads, long flushes, long held) {
    @Override
    public String toString() {
        return CampaignReport.done(
                "%,d reads beside %,d commits in %,d sessions, %,d of %,d flushes held",
                reads, commits, sessions, held, flushes);
    }
}
