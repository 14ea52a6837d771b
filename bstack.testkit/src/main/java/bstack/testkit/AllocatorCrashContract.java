package bstack.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.crash.CrashCampaign;
import bstack.testkit.internal.crash.CrashCounts;
import bstack.testkit.internal.crash.SequenceCampaign;
import bstack.testkit.internal.errors.ErrorCampaign;
import bstack.testkit.internal.failure.FailureCampaign;
import bstack.testkit.internal.fulldisk.FullDiskCampaign;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The crash tests that every allocator must pass; an allocator's module extends it with one method.
 *
 * <pre>{@code
 * class FirstFitCrashTest extends AllocatorCrashContract {
 *     @Override
 *     protected BStackAllocator open(BStack stack) throws IOException {
 *         return FirstFitBStackAllocator.open(stack);
 *     }
 * }
 * }</pre>
 *
 * <p>The workload expects what frees to give the space back: after everything has been freed, an
 * {@link bstack.spi.InspectableAllocator} must report no used block. The killed processes find the allocator by its
 * provider, on the class path or module path of the test. The log should be off while this runs: a campaign recovers
 * and fails hundreds of thousands of times. {@code CrashCampaign}, {@code SequenceCampaign},
 * {@code FailureCampaign}, {@code KillCampaign} and {@code FullDiskCampaign} name the system properties that set volume
 * and seed; the tests have the tag {@code crash}, by which a long run selects them. Those that need strace, or the right
 * to mount, are skipped with a word where these are missing.
 */
@Tag("crash")
public abstract class AllocatorCrashContract {
    private static final long STATES = 150_000;
    private static final int KILLS = 10;
    private static final int FAILING_RUNS = 3;
    private static final int FAILING_SYSTEM_CALLS = 12;
    private static final int ERRORS = 3;
    private static final int DISK_STEP = 16 * 1024;

    /** For subclasses. */
    protected AllocatorCrashContract() {}

    /**
     * {@return the allocator under test, opened on a stack} Called by several threads at the same time, each with a stack
     * of its own.
     *
     * @param stack an open stack, empty or with this allocator's content
     * @throws IOException if it does not open
     */
    protected abstract BStackAllocator open(BStack stack) throws IOException;

    /** {@return how many crash states are tried without properties that say otherwise; a third as many in sequences} */
    protected long states() {
        return STATES;
    }

    /**
     * {@return how many processes are killed before system calls without the property {@code bstack.crash.kills}; half as
     * many are at random}
     */
    protected int kills() {
        return KILLS;
    }

    /**
     * {@return prefixes of the names of the classes in which errors are thrown, beside those of the stack; by default the
     * package of the allocator's class, and those inside it}
     *
     * @throws IOException if the allocator does not open
     */
    protected List<String> woven() throws IOException {
        try (BStackAllocator allocator = open(BStack.open(new CrashingStorage()))) {
            return List.of(allocator.getClass().getPackageName() + ".");
        }
    }

    @Test
    void noCrashLosesTearsOrLeaksAnything() {
        CrashCampaign.forAllocator(this::open).fromProperties(states()).run().printAndAssertSound();
    }

    @Test
    void noCrashInAnySequenceOfUpToThreeOperationsDoesEither() {
        SequenceCampaign campaign = SequenceCampaign.forAllocator(this::open).fromProperties(states() / 3);
        CampaignReport<CrashCounts> report = campaign.run();
        System.out.println(report + ", of " + campaign.sequenceCount() + " sequences");
        report.assertSound();
    }

    @Test
    void afterAnyFailingCallTheStackRefusesEverythingAndReopensWithWhatWasAcknowledged() throws IOException {
        FailureCampaign.forAllocator(this::open).runFromProperties(FAILING_RUNS).printAndAssertSound();
    }

    @Test
    void aProcessKilledAtAnyMomentLosesTearsAndLeaksNothing(@TempDir Path directory) throws IOException {
        KillCampaign.forAllocator(name())
                .fromProperties(kills() / 2)
                .run(directory)
                .printAndAssertSound();
    }

    @Test
    void neitherDoesOneThatIsKilledBeforeAnyOfItsSystemCalls(@TempDir Path directory) throws IOException {
        Requirements.check("kills before system calls", KillCampaign.whyNotBeforeSystemCalls());
        KillCampaign.forAllocator(name())
                .fromProperties(kills())
                .runBeforeSystemCalls(directory)
                .printAndAssertSound();
    }

    @Test
    void soItIsOnARealFileWhicheverSystemCallFails(@TempDir Path directory) throws IOException {
        Requirements.check("failing system calls", FailureCampaign.whyNotOnFile(directory));
        FailureCampaign.forAllocator(this::open)
                .runOnFileFromProperties(directory, FAILING_SYSTEM_CALLS)
                .printAndAssertSound();
    }

    @Test
    void onAFullTmpfsWhatDoesNotFitIsRefusedAsAWholeAndTheRestGoesOn(@TempDir Path directory) throws IOException {
        fill(SmallFileSystem.TMPFS, directory);
    }

    @Test
    void onAFullExt4WhatDoesNotFitIsRefusedAsAWholeAndTheRestGoesOn(@TempDir Path directory) throws IOException {
        fill(SmallFileSystem.EXT4, directory);
    }

    @Test
    @Tag("campaign")
    void anErrorAtAnyPlaceChangesNothingOrFailsTheStack(@TempDir Path directory) throws IOException {
        Requirements.check("errors in the process", ErrorCampaign.whyNot());
        assumeTrue(
                ContractFactory.canMake(getClass()),
                () -> "no errors in the process: " + getClass().getName()
                        + " has no constructor without parameters, so no other JVM can make one");
        System.out.println(ErrorCampaign.forAllocator(getClass(), ContractFactory.class, woven())
                .run(directory, ERRORS));
    }

    private void fill(SmallFileSystem fileSystem, Path directory) throws IOException {
        Requirements.check("full disk", fileSystem.missing(directory));
        FullDiskCampaign.forAllocator(name())
                .fromProperties(DISK_STEP)
                .run(fileSystem, directory)
                .printAndAssertSound();
    }

    /** {@return the name by which processes find the allocator} */
    private String name() throws IOException {
        try (BStackAllocator allocator = open(BStack.open(new CrashingStorage()))) {
            return allocator.name();
        }
    }
}
