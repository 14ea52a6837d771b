package bstack.crashtest;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.errors.ErrorCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No error of the process in a call of a map, of the directory, or in a compaction loses or tears anything. */
@Tag("crash")
@Tag("campaign")
class MapErrorTest {
    private static final int CASES = 150;

    @Test
    void anErrorAtAnyPlaceChangesNothingOrFailsTheStack(@TempDir Path directory) throws IOException {
        Requirements.check("errors in the process", ErrorCampaign.whyNot());
        System.out.println(ErrorCampaign.forLayer(
                        MapScenarios.class,
                        List.of("bstack.collections.", "bstack.alloc.firstfit.", "bstack.alloc.ghosttree."))
                .run(directory, CASES));
    }
}
