package bstack.crashtest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.testkit.internal.errors.ErrorCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("crash")
@Tag("campaign")
class StackErrorTest {
    private static final int CASES = 3;

    @Test
    void anErrorAtAnyPlaceChangesNothingOrFailsTheStack(@TempDir Path directory) throws IOException {
        Optional<String> missing = ErrorCampaign.whyNot();
        assumeTrue(missing.isEmpty(), () -> "no errors in the process: " + missing.get());
        System.out.println(ErrorCampaign.forStack().run(directory, CASES));
    }
}
