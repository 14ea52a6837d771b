package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.readers.ReaderCampaign;
import bstack.testkit.internal.readers.ReaderCounts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers beside writers never see half of a commit, nor one that is not durable. */
@Tag("crash")
class ReaderStressTest {
    private static final int STEPS = 400;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void readersSeeWholeDurableCommitsAndNothingOlderThanWhatWasSeenBefore(Medium medium) throws IOException {
        CampaignReport<ReaderCounts> report = ReaderCampaign.on(medium.opener(directory))
                .fromProperties(STEPS)
                .run();
        System.out.println(medium + ": " + report);
        report.assertSound();
        assertTrue(
                report.done().reads() > report.done().commits() && report.done().held() > 0, report.toString());
    }
}
