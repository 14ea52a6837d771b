package bstack.crashtest;

import bstack.testkit.internal.crash.CrashCampaign;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a journal must be like to count, and what happens to one that is not; see also {@link RuleMutantTest}. */
@Tag("campaign")
class JournalRulesTest {
    private static final long STATES = 40_000;

    @Test
    void damageIsReportedUnlessItLooksLikeACommitThatWasTorn() throws IOException {
        JournalRules.damageIsReported();
    }

    @Test
    void aFieldThatDoesNotFitMakesAFrameOrABaseRecordNotCountWhateverItsChecksumSays() throws IOException {
        JournalRules.everyFieldIsChecked();
    }

    @Test
    void recoveryBringsToTheMediumWhatItReliesOnBeforeItReplays() throws IOException {
        JournalRules.recoveryRewritesWhatItReliesOn();
    }

    @Test
    void onAFullDiskACallFailsAsAWholeAndTheRestGoesOn() throws IOException {
        FullDisk.pushUntilItIsFull();
    }

    @Test
    void aJournalThatFoundLittleRoomGrowsLaterAndNoCrashOnTheWayLosesAnything() throws IOException {
        FullDisk.growWhenThereIsRoom();
    }

    @Test
    void noCrashAmongLargeDataLosesAnything() {
        CrashCampaign.forStackWithLargeData().fromProperties(STATES).run().printAndAssertSound();
    }

    @Test
    void noCrashAmongCommitsThatFillTheFrameAreaLosesAnything() {
        CrashCampaign.forFullJournals().fromProperties(STATES).run().printAndAssertSound();
    }

    @Test
    void noCrashWhileALengthIsMendedShowsAnotherPayload() throws IOException {
        JournalRules.aLengthIsMendedFromAbove();
    }

    @Test
    void aFileAtRestStaysAsItIsUntilItIsAccepted() throws IOException {
        JournalRules.aFileAtRestStaysAsItIsUntilItIsAccepted();
    }

    @Test
    void noReplayOverwritesWhatLiesOutsideFrames() throws IOException {
        JournalRules.dataOutsideFramesSurviveAReplay();
        JournalRules.dataOutsideFramesSurviveAReplayBesideACheckpoint();
    }

    @Test
    void noCrashWhileAFrameWaitsForRoomLosesAnything() throws IOException {
        JournalRules.aFrameThatFitsNowhereWaitsForACheckpoint();
    }

    @Test
    void noCrashAmongShortSessionsBringsBackAnOlderJournal() {
        CrashCampaign.forShortSessions().fromProperties(STATES).run().printAndAssertSound();
    }
}
