package bstack.crashtest;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.kill.KillCampaign;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed; what it had acknowledged is there. */
@Tag("crash")
@Tag("campaign")
class StackKillTest {
    private static final int KILLS = 40;

    @TempDir
    Path directory;

    @Test
    void aProcessKilledAtAnyMomentLosesNothingThatItHasAcknowledged() throws IOException {
        KillCampaign.forStack().fromProperties(KILLS / 2).run(directory).printAndAssertSound();
    }

    @Test
    void norDoesItIfCommitsWereSubmitted() throws IOException {
        KillCampaign.forStackWithSubmissions()
                .fromProperties(KILLS / 2)
                .run(directory)
                .printAndAssertSound();
    }

    @Test
    void neitherDoesOneThatIsKilledBeforeAnyOfItsSystemCalls() throws IOException {
        Requirements.check("kills before system calls", KillCampaign.whyNotBeforeSystemCalls());
        KillCampaign.forStack()
                .fromProperties(KILLS)
                .runBeforeSystemCalls(directory)
                .printAndAssertSound();
    }
}
