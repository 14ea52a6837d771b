package bstack.testkit;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whichever call on the medium fails, the stack stops and nothing acknowledged is lost. */
class StackFailureTest {
    private static final int RUNS = 12;

    @Test
    void afterAnyFailingCallTheStackRefusesEverythingAndReopensWithWhatWasAcknowledged() throws IOException {
        FailureCampaign campaign = FailureCampaign.forStack();
        long seed = Long.getLong("bstack.seed", 1);
        for (int i = 0; i < RUNS; i++) {
            campaign.run(seed + i);
        }
        System.out.println(campaign.cases() + " cases of a failing call, seed " + seed);
    }
}
