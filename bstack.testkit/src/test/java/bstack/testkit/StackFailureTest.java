package bstack.testkit;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whichever call on the medium fails, the stack stops and nothing acknowledged is lost. */
@Tag("crash")
class StackFailureTest {
    private static final int RUNS = 12;

    @Test
    void afterAnyFailingCallTheStackRefusesEverythingAndReopensWithWhatWasAcknowledged() throws IOException {
        System.out.println(FailureCampaign.forStack().runFromProperties(RUNS));
    }
}
