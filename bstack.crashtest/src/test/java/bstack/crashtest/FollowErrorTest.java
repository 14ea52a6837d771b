package bstack.crashtest;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.errors.ErrorCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No error of the process in a snapshot, or in what hands a frame to a follower, concerns a commit; and nobody hangs. */
@Tag("crash")
@Tag("campaign")
class FollowErrorTest {
    private static final int CASES = 100;

    @Test
    void anErrorAtAnyPlaceChangesNothingOrFailsTheStack(@TempDir Path directory) throws IOException {
        Requirements.check("errors in the process", ErrorCampaign.whyNot());
        System.out.println(ErrorCampaign.forLayer(FollowScenarios.class, List.of("bstack.core.internal.snapshot."))
                .run(directory, CASES));
    }
}
