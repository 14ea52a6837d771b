package bstack.crashtest;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts fail no operation of a stack on native storage. */
@Tag("crash")
class StackInterruptTest {
    private static final long INTERRUPTS = 10_000;

    @Test
    void interruptedOperationsCompleteAndKeepTheFlagAndTheLock(@TempDir Path directory) throws IOException {
        InterruptCampaign.fromProperties(directory.resolve("x.bstack"), INTERRUPTS)
                .run()
                .printAndAssertSound();
    }
}
