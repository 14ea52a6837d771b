package bstack.crashtest;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.failure.FailureCampaign;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever call on the medium fails, the stack stops and nothing acknowledged is lost. */
@Tag("crash")
class StackFailureTest {
    private static final int RUNS = 12;
    private static final int CASES_ON_FILE = 60;

    @Test
    void afterAnyFailingCallTheStackRefusesEverythingAndReopensWithWhatWasAcknowledged() throws IOException {
        FailureCampaign.forStack().runFromProperties(RUNS).printAndAssertSound();
    }

    @Test
    void soItIsOnARealFileWhicheverSystemCallFails(@TempDir Path directory) throws IOException {
        Requirements.check("failing system calls", FailureCampaign.whyNotOnFile(directory));
        FailureCampaign.forStack()
                .runOnFileFromProperties(directory, CASES_ON_FILE)
                .printAndAssertSound();
    }
}
