package bstack.testkit;

import bstack.testkit.internal.campaign.CampaignReport;
import java.util.List;

/**
 * What a {@link DamageCampaign} has done and found.
 *
 * @param seed the seed it began with
 * @param cases how many damaged files were opened
 * @param refused how many of them with a typed exception
 * @param millis how long it took
 * @param violations one line for each case with another outcome than a typed exception or correct data
 */
public record DamageReport(long seed, long cases, long refused, long millis, List<String> violations) {
    /** Copies the list. */
    public DamageReport {
        violations = List.copyOf(violations);
    }

    /**
     * Checks that nothing was found.
     *
     * @throws AssertionError that lists the violations, if there are any
     */
    public void assertSound() {
        report().assertSound();
    }

    private CampaignReport<String> report() {
        String done = CampaignReport.done("%,d damaged files (%,d of them refused)", cases, refused);
        return new CampaignReport<>(done, cases, millis, seed, violations);
    }

    @Override
    public String toString() {
        return report().toString();
    }
}
