package bstack.testkit;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** No damage of a stack's file leads to anything but a typed exception or the right data. */
class StackDamageTest {
    private static final long CASES = 320_000;

    @Test
    void damagedFilesAreRefusedOrShowWhatTheyHeld() throws IOException {
        DamageReport report = DamageCampaign.forStack().fromProperties(CASES).run();
        System.out.println(report);
        report.assertSound();
    }
}
