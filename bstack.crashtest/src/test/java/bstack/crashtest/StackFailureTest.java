package bstack.crashtest;

import bstack.core.BStackNoSpaceException;
import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.failure.FailureCampaign;
import bstack.testkit.internal.workload.StackWorkload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever call on the medium fails, the stack stops and nothing acknowledged is lost. */
@Tag("crash")
class StackFailureTest {
    private static final int RUNS = 12;
    private static final int OTHER_RUNS = 3;
    private static final int CASES_ON_FILE = 60;

    @Test
    void afterAnyFailingCallTheStackRefusesEverythingAndReopensWithWhatWasAcknowledged() throws IOException {
        FailureCampaign.forStack().runFromProperties(RUNS).printAndAssertSound();
    }

    /** As the seed's runs are, but with large data, with a full frame area, and where reserving raises the size. */
    @ParameterizedTest
    @CsvSource({"LARGE, false", "LARGE, true", "FULL_AREA, false", "USUAL, true"})
    void soItIsWhateverIsDone(StackWorkload.Mix mix, boolean reserveGrows) throws IOException {
        FailureCampaign.forStack(mix, reserveGrows)
                .runFromProperties(OTHER_RUNS)
                .printAndAssertSound();
    }

    /** What no medium should throw. */
    enum Unexpected {
        ILLEGAL_ARGUMENT(() -> new IllegalArgumentException("on purpose")),
        ILLEGAL_STATE(() -> new IllegalStateException("on purpose")),
        NO_SPACE(() -> new BStackNoSpaceException("on purpose", 1, new IOException("quota"))),
        OUT_OF_BOUNDS(() -> new IndexOutOfBoundsException("on purpose")),
        OUT_OF_MEMORY(() -> new OutOfMemoryError("on purpose")),
        STACK_OVERFLOW(() -> new StackOverflowError("on purpose"));

        private final Supplier<Throwable> maker;

        Unexpected(Supplier<Throwable> maker) {
            this.maker = maker;
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterACallThatThrowsAnythingNothingHasChangedOrTheStackHasFailed(Unexpected kind) throws IOException {
        FailureCampaign.forStack()
                .throwing(kind.maker)
                .runFromProperties(OTHER_RUNS)
                .printAndAssertSound();
    }

    @Test
    void soItIsOnARealFileWhicheverSystemCallFails(@TempDir Path directory) throws IOException {
        Requirements.check("failing system calls", FailureCampaign.whyNotOnFile(directory));
        FailureCampaign.forStack()
                .runOnFileFromProperties(directory, CASES_ON_FILE)
                .printAndAssertSound();
    }
}
