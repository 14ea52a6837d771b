package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.crash.CrashCounts;
import bstack.testkit.storage.FlushKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The crash campaign can fail: with any kind of flush left out it finds wrong states. */
@Tag("campaign")
class MissingFlushTest {
    private static final long STATES = 400_000;

    @Test
    void aViolationIsFoundAgainByItsSeedAndPathAlone() {
        CrashCampaign campaign =
                CrashCampaign.forStack().leaveOut(FlushKind.CHECKPOINT_PAYLOAD).stopAtFirst();
        String line = campaign.states(STATES).run().violations().getFirst();
        Matcher found = Pattern.compile("-Dbstack.seed=(-?\\d+) -Dbstack.crash.path=(\\S+)")
                .matcher(line);
        assertTrue(found.find(), line);
        CampaignReport<CrashCounts> again =
                campaign.at(Long.parseLong(found.group(1)), found.group(2)).run();
        assertEquals(List.of(line), again.violations());
        assertTrue(again.done().states() < 10, again.toString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void leavingOutAFlushIsFound(FlushKind kind) {
        CampaignReport<CrashCounts> report = CrashCampaign.forStack()
                .leaveOut(kind)
                .fromProperties(STATES)
                .stopAtFirst()
                .run();
        System.out.println(kind + ": " + report);
        assertFalse(report.violations().isEmpty(), kind + " was left out, and nothing was found: " + report);
    }
}
