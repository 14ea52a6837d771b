package bstack.crashtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.testkit.internal.kill.KillCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
        KillCampaign.Report report =
                KillCampaign.forStack().fromProperties(KILLS / 2).run(directory);
        System.out.println(report);
        report.assertSound();
    }

    @Test
    void neitherDoesOneThatIsKilledBeforeAnyOfItsSystemCalls() throws IOException {
        Optional<String> missing = KillCampaign.whyNotBeforeSystemCalls();
        assumeTrue(missing.isEmpty(), () -> "no kills before system calls: " + missing.get());
        KillCampaign.Report report =
                KillCampaign.forStack().fromProperties(KILLS).runBeforeSystemCalls(directory);
        System.out.println(report);
        report.assertSound();
    }
}
