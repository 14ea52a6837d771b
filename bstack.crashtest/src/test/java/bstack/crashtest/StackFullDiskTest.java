package bstack.crashtest;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.fulldisk.FullDiskCampaign;
import bstack.testkit.storage.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full refuses operations as a whole, and harms nothing. */
@Tag("crash")
class StackFullDiskTest {
    private static final int STEP = 8192;

    @ParameterizedTest
    @EnumSource(names = {"TMPFS", "EXT4"})
    void onAFullDiskWhatDoesNotFitIsRefusedAsAWholeAndTheRestGoesOn(SmallFileSystem fileSystem, @TempDir Path directory)
            throws IOException {
        Requirements.check("full disk", fileSystem.missing(directory));
        FullDiskCampaign.forStack()
                .fromProperties(STEP)
                .run(fileSystem, directory)
                .printAndAssertSound();
    }
}
