package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The campaign over allocators lets a sound one pass and notices what is wrong with the others. */
class AllocatorCampaignTest {
    private static CrashCampaign campaign(TableAllocator.Mistake mistake) {
        return CrashCampaign.forAllocator(stack -> TableAllocator.open(stack, mistake)).fromProperties(40_000);
    }

    @Test
    void aSoundAllocatorPasses() {
        campaign(TableAllocator.Mistake.NONE).run().assertSound();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aMistakeIsFound(TableAllocator.Mistake mistake) {
        CrashReport report = campaign(mistake).stopAtFirst().run();
        System.out.println(mistake + ": " + report + "\n  " + report.violations());
        assertFalse(report.violations().isEmpty(), mistake + " was not noticed: " + report);
    }
}
