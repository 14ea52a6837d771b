package bstack.crashtest;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.errors.ErrorCampaign;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("crash")
@Tag("campaign")
class StackErrorTest {
    private static final int CASES = 3;

    @Test
    void anErrorAtAnyPlaceChangesNothingOrFailsTheStack(@TempDir Path directory) throws IOException {
        Requirements.check("errors in the process", ErrorCampaign.whyNot());
        System.out.println(ErrorCampaign.forStack().run(directory, CASES));
    }
}
