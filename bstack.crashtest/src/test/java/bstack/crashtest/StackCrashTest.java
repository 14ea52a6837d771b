package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.crash.CrashCounts;
import bstack.testkit.internal.crash.SequenceCampaign;
import bstack.testkit.storage.FlushKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No crash of the simulated disk loses, tears or resurrects anything of a stack. */
@Tag("crash")
class StackCrashTest {
    private static final long STATES = 600_000;

    @Test
    void everyCrashLeavesTheLastAcknowledgedPayloadOrThatWithTheOperationInFlight() {
        CrashCampaign.forStack().fromProperties(STATES).run().printAndAssertSound();
    }

    @Test
    void soItIsWhereReservingSpaceRaisesTheSizeOfTheFile() {
        CrashCampaign.forStack().reserveGrows().fromProperties(STATES / 7).run().printAndAssertSound();
    }

    @Test
    void everyCrashLeavesAPrefixOfTheCommitsThatThreadsMakeTogether() {
        CrashCampaign.forStackWithThreads().fromProperties(STATES / 7).run().printAndAssertSound();
    }

    @Test
    void everyCrashLeavesAPrefixOfTheCommitsThatWereSubmitted() {
        CrashCampaign.forStackWithSubmissions().fromProperties(STATES / 7).run().printAndAssertSound();
    }

    @Test
    void noCrashInAnySequenceOfUpToThreeOperationsLeavesAnythingElse() {
        SequenceCampaign campaign = SequenceCampaign.forStack().fromProperties(STATES / 6);
        CampaignReport<CrashCounts> report = campaign.run();
        System.out.println(report + ", of " + campaign.sequenceCount() + " sequences");
        report.assertSound();
    }

    @Test
    void theSameSeedPassesTheSameStates() {
        CampaignReport<CrashCounts> first =
                CrashCampaign.forStack().seed(77).states(2_000).run();
        CampaignReport<CrashCounts> second =
                CrashCampaign.forStack().seed(77).states(2_000).run();
        assertAlike(first, second);
        assertTrue(first.done().nested() > 0);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        CrashCampaign campaign = CrashCampaign.forStack().seed(77).leaveOut(FlushKind.FRAME);
        CampaignReport<CrashCounts> alone = campaign.threads(1).run();
        CampaignReport<CrashCounts> together = campaign.threads(5).run();
        assertEquals(5, alone.violations().size());
        assertEquals(alone.violations(), together.violations());
        assertAlike(alone, together);
    }

    @Test
    void norDoesItWhereSequencesAreRun() {
        SequenceCampaign campaign = SequenceCampaign.forStack().fromProperties(0);
        CampaignReport<CrashCounts> alone = campaign.threads(1).run();
        CampaignReport<CrashCounts> together = campaign.threads(5).run();
        assertAlike(alone, together);
    }

    /**
     * Every journal has a salt of its own. Where one of its bytes happens to be what was there before, two torn states are
     * the same, and counted once; so the counts of two runs may differ by one in some thousands.
     */
    private static void assertAlike(CampaignReport<CrashCounts> first, CampaignReport<CrashCounts> second) {
        assertEquals(first.done().runs(), second.done().runs());
        assertEquals(first.done().states(), second.done().states(), first.done().states() / 500.0);
        assertEquals(first.done().nested(), second.done().nested(), first.done().nested() / 500.0);
    }
}
