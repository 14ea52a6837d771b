package bstack.testkit.internal.campaign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** What a machine must have for a campaign that not every machine can run. */
public final class Requirements {
    private Requirements() {}

    /**
     * Skips the test that runs if something is missing.
     *
     * @param skipped what is not tested then, for the message
     * @param missing what is missing; empty if nothing is
     */
    public static void check(String skipped, Optional<String> missing) {
        assumeTrue(missing.isEmpty(), () -> "no " + skipped + ": " + missing.orElseThrow());
    }
}
