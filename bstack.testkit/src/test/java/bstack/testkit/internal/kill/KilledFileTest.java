package bstack.testkit.internal.kill;

import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process has left is told from what it must not leave. */
class KilledFileTest {
    private static final int STEPS = 30;

    @TempDir
    Path directory;

    private KilledFile file;

    @BeforeEach
    void takeSomeSteps() throws IOException {
        file = new KilledFile(KillCampaign.STACK, directory.resolve("x.bstack"), 7);
        file.prepare();
        CrashWorkload workload = KillCampaign.workload(file.kind(), file.seed());
        SteppedRun run = new SteppedRun(workload, file.seed(), () -> BStack.open(file.path(), KillCampaign.OPTIONS));
        for (int i = 0; i < STEPS; i++) {
            run.step();
        }
        run.close();
    }

    @Test
    void theStepInFlightMayBeDone() throws IOException {
        file.verify(STEPS, 100);
        file.verify(STEPS - 1, 100);
    }

    @Test
    void aStepThatIsLostIsFound() {
        assertThrows(AssertionError.class, () -> file.verify(STEPS + 2, 100));
    }

    @Test
    void aStepThatWasNotOnItsWayIsFound() {
        assertThrows(AssertionError.class, () -> file.verify(STEPS - 5, 100));
        assertThrows(AssertionError.class, () -> file.verify(STEPS - 5, STEPS - 5));
    }

    @Test
    void aByteThatHasChangedIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        bytes[bytes.length - 1]++;
        Files.write(file.path(), bytes);
        assertThrows(AssertionError.class, () -> file.verify(STEPS, STEPS));
    }
}
