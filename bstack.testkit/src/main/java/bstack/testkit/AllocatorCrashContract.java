package bstack.testkit;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import org.junit.jupiter.api.Test;

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
 * {@link bstack.spi.InspectableAllocator} must report no used block. See {@link CrashCampaign} for the system properties
 * that set volume and seed.
 */
public abstract class AllocatorCrashContract {
    private static final long STATES = 150_000;

    /** For subclasses. */
    protected AllocatorCrashContract() {}

    /**
     * {@return the allocator under test, opened on a stack}
     *
     * @param stack an open stack, empty or with this allocator's content
     * @throws IOException if it does not open
     */
    protected abstract BStackAllocator open(BStack stack) throws IOException;

    /** {@return how many crash states are tried without the property {@code bstack.crash.states}} */
    protected long states() {
        return STATES;
    }

    @Test
    void noCrashLosesTearsOrLeaksAnything() {
        CrashReport report =
                CrashCampaign.forAllocator(this::open).fromProperties(states()).run();
        System.out.println(report);
        report.assertSound();
    }
}
