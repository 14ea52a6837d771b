package bstack.crashtest;

import bstack.core.Storage;
import bstack.testkit.internal.campaign.Volume;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Platform and virtual threads that change and read one stack in every way; nobody hangs, and nothing is lost. */
@Tag("campaign")
class MixedThreadsTest {
    private static final int PLATFORM = 64;
    private static final int VIRTUAL = 1_000;
    private static final int STEPS = 150;

    @Test
    void manyThreadsEndAndTheContentsAreWhatTheyWereTold() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try {
            MixedThreads.run(Storage.memory(), PLATFORM, VIRTUAL, Volume.of(STEPS), seed);
        } catch (IOException | AssertionError e) {
            throw new AssertionError("again with -Dbstack.seed=%d: %s".formatted(seed, e), e);
        }
    }
}
