package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.errors.ErrorCampaign;
import bstack.testkit.internal.failure.FailureCampaign;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.readers.ReaderCampaign;
import bstack.testkit.internal.workload.StackWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What may find a mutant: a campaign, or rules of the journal or of reading looked at one by one. */
enum MutantScenario {
    /** The campaign over the stack's operations. */
    STACK((seed, states) -> campaign(CrashCampaign.forStack(), seed, states)),
    /** The same where reserving space raises the size. */
    RESERVE_GROWS((seed, states) -> campaign(CrashCampaign.forStack().reserveGrows(), seed, states)),
    /** The campaign with threads that commit together. */
    THREADS((seed, states) -> campaign(CrashCampaign.forStackWithThreads(), seed, states)),
    /** The campaign in which large data dominate. */
    LARGE((seed, states) -> campaign(CrashCampaign.forStackWithLargeData(), seed, states)),
    /** The campaign of many short sessions, whose journals lie at the same place. */
    SESSIONS((seed, states) -> campaign(CrashCampaign.forShortSessions(), seed, states)),
    /** The campaign in which the frame area is full every few operations. */
    FULL_AREA((seed, states) -> campaign(CrashCampaign.forFullJournals(), seed, states)),
    /** Headers that promise too much. */
    MENDING((seed, states) -> JournalRules.aLengthIsMendedFromAbove()),
    /** Files at rest whose length does not fit, accepted or not. */
    AS_FOUND((seed, states) -> JournalRules.aFileAtRestStaysAsItIsUntilItIsAccepted()),
    /** Large data where frames had ranges before. */
    REPLAY_BELOW((seed, states) -> {
        JournalRules.dataOutsideFramesSurviveAReplay();
        JournalRules.dataOutsideFramesSurviveAReplayBesideACheckpoint();
    }),
    /** Frames for which there is no room before a checkpoint. */
    FULL_RING((seed, states) -> JournalRules.aFrameThatFitsNowhereWaitsForACheckpoint()),
    /** Runs without a crash in which large data dominate; a state is a run. */
    LARGE_RUNS((seed, states) -> runs(StackWorkload.Mix.LARGE, seed, states)),
    /** Runs without a crash of threads that commit together. */
    THREAD_RUNS((seed, states) -> runs(StackWorkload.Mix.GROUPS, seed, states)),
    /** Every failing call of one run. */
    FAILURES((seed, states) -> {
        for (int i = 0; i < states; i++) {
            FailureCampaign.forStack().run(seed + i);
        }
    }),
    /** Journals that a medium has damaged. */
    DAMAGE((seed, states) -> JournalRules.damageIsReported()),
    /** Journals with one field changed, and a checksum that fits. */
    FORGERY((seed, states) -> JournalRules.everyFieldIsChecked()),
    /** A cache that shows what a failed flush has lost. */
    LOST_WRITES((seed, states) -> JournalRules.recoveryRewritesWhatItReliesOn()),
    /** Errors in the process; the number is that of the places tried in each scenario and mode. */
    ERRORS((seed, states) -> errors(states)),
    /** The same where threads commit together. */
    GROUP_ERRORS((seed, states) -> {
        System.setProperty("bstack.errors.scenario", "group commit");
        errors(states);
    }),
    /** A disk that becomes full. */
    FULL_DISK((seed, states) -> {
        FullDisk.pushUntilItIsFull();
        FullDisk.growWhenThereIsRoom();
    }),
    /** What readers may count on, call by call. */
    READER_RULES((seed, states) -> {
        ReaderRules.aReadIsNeverHalfBeforeAndHalfAfterACommit(Storage.memory());
        ReaderRules.aReadIsNotTornWhenItsRangeIsLockedMeanwhile(Storage.memory());
        ReaderRules.aReadOfTheLockedPrefixThatACloseOvertakesIsRefused(Storage.memory());
        ReaderRules.aPrefixIsLockedOnlyWhenWhatWasOnItsWayIsCommitted(Storage.memory());
        ReaderRules.aReadOfTheLockedPrefixTakesNoLock(Storage.memory());
        ReaderRules.aViewReadsOneState(Storage.memory());
        ReaderRules.aViewEndsBesideCommitsAndTheseAfterIt(Storage.memory());
        ReaderRules.noReadWaitsForAFlush(Storage.memory());
    }),
    /** What threads that submit may count on. */
    SUBMIT_RULES((seed, states) -> SubmitRules.all()),
    /** Readers beside writers; a state is a step of a writer. */
    READERS((seed, states) -> readers(Medium.MEMORY, seed, states)),
    /** The same on a file that is mapped. */
    MAPPED_READERS((seed, states) -> readers(Medium.NATIVE, seed, states));

    private static final int STEPS = 24;

    /** What the last line begins with if something was found. */
    static final String FOUND = "FOUND ";

    /** What it begins with otherwise. */
    static final String NOTHING = "NOTHING ";

    /** What a scenario does. */
    @FunctionalInterface
    private interface Search {
        void run(long seed, long states) throws IOException;
    }

    private final Search search;

    MutantScenario(Search search) {
        this.search = search;
    }

    /**
     * Runs the scenario.
     *
     * @param seed the seed of the first run
     * @param states after how many states, or runs, it ends
     * @throws AssertionError if something is found
     * @throws IOException if the stack fails, which is a finding as well
     */
    void run(long seed, long states) throws IOException {
        search.run(seed, states);
    }

    private static void campaign(CrashCampaign campaign, long seed, long states) {
        campaign.seed(seed).states(states).stopAtFirst().run().printAndAssertSound();
    }

    private static void errors(long places) throws IOException {
        System.setProperty("bstack.errors.first", "true");
        Path directory = Files.createTempDirectory("errors");
        try {
            System.out.println(ErrorCampaign.forStack().run(directory, (int) places));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void readers(Medium medium, long seed, long steps) throws IOException {
        Path directory = Files.createTempDirectory("readers");
        try {
            ReaderCampaign.on(medium.opener(directory))
                    .seed(seed)
                    .steps((int) steps)
                    .run()
                    .printAndAssertSound();
        } finally {
            Files.deleteIfExists(directory.resolve("x.bstack"));
            Files.delete(directory);
        }
    }

    private static void runs(StackWorkload.Mix mix, long seed, long runs) throws IOException {
        for (long i = 0; i < runs; i++) {
            StackWorkload workload = new StackWorkload(seed + i, mix);
            try {
                StackModelTest.run(
                        workload,
                        seed + i,
                        STEPS,
                        () -> BStack.open(workload.initial().disk(), KillCampaign.OPTIONS));
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("run %d: %s".formatted(i, e), e);
            }
        }
    }

    /**
     * Runs a scenario, and prints a verdict.
     *
     * @param arguments scenario, states, seed
     */
    public static void main(String[] arguments) {
        MutantScenario scenario = valueOf(arguments[0]);
        try {
            scenario.run(Long.parseLong(arguments[2]), Long.parseLong(arguments[1]));
            System.out.println(NOTHING);
        } catch (IOException | RuntimeException | AssertionError e) {
            System.out.println(FOUND + e.toString().replace('\n', ' '));
        }
        System.exit(0);
    }
}
