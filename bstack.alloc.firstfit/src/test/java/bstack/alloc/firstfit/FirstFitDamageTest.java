package bstack.alloc.firstfit;

import bstack.testkit.DamageCampaign;
import bstack.testkit.DamageReport;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** No damage of a heap's file leads to anything but a typed exception or the right data. */
class FirstFitDamageTest {
    private static final long CASES = 150_000;

    @Test
    void damagedHeapsAreRefusedOrGoOnWithoutHarm() throws IOException {
        DamageReport report = DamageCampaign.forAllocator(FirstFitBStackAllocator::open)
                .fromProperties(CASES)
                .run();
        System.out.println(report);
        report.assertSound();
    }
}
