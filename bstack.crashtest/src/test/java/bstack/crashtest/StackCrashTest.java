package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.crash.CrashReport;
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
        CrashReport report = CrashCampaign.forStack().fromProperties(STATES).run();
        System.out.println(report);
        report.assertSound();
    }

    @Test
    void soItIsWhereReservingSpaceRaisesTheSizeOfTheFile() {
        CrashReport report = CrashCampaign.forStack()
                .reserveGrows()
                .fromProperties(STATES / 7)
                .run();
        System.out.println(report);
        report.assertSound();
    }

    @Test
    void everyCrashLeavesAPrefixOfTheCommitsThatThreadsMakeTogether() {
        CrashReport report =
                CrashCampaign.forStackWithThreads().fromProperties(STATES / 7).run();
        System.out.println(report);
        report.assertSound();
    }

    @Test
    void noCrashInAnySequenceOfUpToThreeOperationsLeavesAnythingElse() {
        SequenceCampaign campaign = SequenceCampaign.forStack().fromProperties(STATES / 6);
        CrashReport report = campaign.run();
        System.out.println(report + ", of " + campaign.sequenceCount() + " sequences");
        report.assertSound();
    }

    @Test
    void theSameSeedPassesTheSameStates() {
        CrashReport first = CrashCampaign.forStack().seed(77).states(2_000).run();
        CrashReport second = CrashCampaign.forStack().seed(77).states(2_000).run();
        assertAlike(first, second);
        assertTrue(first.nested() > 0);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        CrashCampaign campaign = CrashCampaign.forStack().seed(77).leaveOut(FlushKind.FRAME);
        CrashReport alone = campaign.threads(1).run();
        CrashReport together = campaign.threads(5).run();
        assertEquals(5, alone.violations().size());
        assertEquals(alone.violations(), together.violations());
        assertAlike(alone, together);
    }

    @Test
    void norDoesItWhereSequencesAreRun() {
        SequenceCampaign campaign = SequenceCampaign.forStack().fromProperties(0);
        CrashReport alone = campaign.threads(1).run();
        CrashReport together = campaign.threads(5).run();
        assertAlike(alone, together);
    }

    /**
     * Every journal has a salt of its own. Where one of its bytes happens to be what was there before, two torn states are
     * the same, and counted once; so the counts of two runs may differ by one in some thousands.
     */
    private static void assertAlike(CrashReport first, CrashReport second) {
        assertEquals(first.runs(), second.runs());
        assertEquals(first.states(), second.states(), first.states() / 500.0);
        assertEquals(first.nested(), second.nested(), first.nested() / 500.0);
    }
}
