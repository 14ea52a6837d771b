package bstack.testkit.internal.crash;

import bstack.testkit.internal.campaign.CampaignReport;

/**
 * How much a {@link CrashCampaign}, or a {@link SequenceCampaign}, has done.
 *
 * @param runs how many runs of the workload it has made
 * @param states how many crash states were made, recovered and checked
 * @param nested how many of these were crashes in a recovery
 */
public record CrashCounts(int runs, long states, long nested) {
    @Override
    public String toString() {
        return CampaignReport.done("%,d crash states (%,d of them in a recovery) in %,d runs", states, nested, runs);
    }
}
