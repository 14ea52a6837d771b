package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.crash.CrashCounts;
import bstack.testkit.internal.crash.SequenceCampaign;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The campaign over allocators lets a sound one pass and notices what is wrong with the others. */
@Tag("campaign")
class AllocatorCampaignTest {
    private static CrashCampaign campaign(TableAllocator.Mistake mistake) {
        return CrashCampaign.forAllocator(stack -> TableAllocator.open(stack, mistake))
                .fromProperties(40_000);
    }

    @Test
    void aSoundAllocatorPasses() {
        campaign(TableAllocator.Mistake.NONE).run().assertSound();
    }

    @Test
    void aViolationIsFoundAgainByItsSequenceAndPathAlone() {
        SequenceCampaign campaign =
                SequenceCampaign.forAllocator(stack -> TableAllocator.open(stack, TableAllocator.Mistake.TWO_COMMITS));
        String line = campaign.run().violations().get(0);
        Matcher found = Pattern.compile("-Dbstack.crash.sequence=(\\S*) -Dbstack.crash.path=(\\S+)")
                .matcher(line);
        assertTrue(found.find(), line);
        CampaignReport<CrashCounts> again =
                campaign.at(found.group(1), found.group(2)).run();
        assertEquals(List.of(line), again.violations());
        assertTrue(again.done().states() < 10, again.toString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aMistakeIsFound(TableAllocator.Mistake mistake) {
        CampaignReport<CrashCounts> report = campaign(mistake).stopAtFirst().run();
        System.out.println(mistake + ": " + report + "\n  " + report.violations());
        assertFalse(report.violations().isEmpty(), mistake + " was not noticed: " + report);
    }
}
