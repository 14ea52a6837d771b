package bstack.crashtest;

import bstack.testkit.DamageCampaign;
import bstack.testkit.DamageReport;
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
