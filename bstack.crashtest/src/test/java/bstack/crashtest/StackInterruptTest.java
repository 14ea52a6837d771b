package bstack.crashtest;

import bstack.core.BStackOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interrupts fail no operation of a stack, by whatever access. */
@Tag("crash")
class StackInterruptTest {
    private static final long INTERRUPTS = 10_000;

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "FILE_CHANNEL"})
    void interruptedOperationsCompleteAndKeepTheFlagAndTheLock(BStackOptions.Access access, @TempDir Path directory)
            throws IOException {
        InterruptCampaign.fromProperties(access, directory.resolve("x.bstack"), INTERRUPTS)
                .run()
                .printAndAssertSound();
    }
}
