package bstack.crashtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.testkit.internal.failure.FailureCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
        System.out.println(FailureCampaign.forStack().runFromProperties(RUNS));
    }

    @Test
    void soItIsOnARealFileWhicheverSystemCallFails(@TempDir Path directory) throws IOException {
        Optional<String> missing = FailureCampaign.whyNotOnFile(directory);
        assumeTrue(missing.isEmpty(), () -> "no failing system calls: " + missing.get());
        System.out.println(FailureCampaign.forStack().runOnFileFromProperties(directory, CASES_ON_FILE));
    }
}
