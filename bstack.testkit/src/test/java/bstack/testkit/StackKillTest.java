package bstack.testkit;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed; what it had acknowledged is there. */
@Tag("crash")
class StackKillTest {
    private static final int KILLS = 40;

    @TempDir
    Path directory;

    @Test
    void aKilledProcessLosesNothingThatItHasAcknowledged() throws IOException {
        KillCampaign.Report report = KillCampaign.forStack().fromProperties(KILLS).run(directory);
        System.out.println(report);
        report.assertSound();
    }
}
