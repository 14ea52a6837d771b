package bstack.core.internal.commit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When threads stop to give way, by times that are made up. */
final class GivingWayTest {
    private static final long WAIT = 10_000_000;

    private final GivingWay givingWay = new GivingWay();
    private long now;

    /** Waits until there has been enough of it for a decision; {@code away} nanoseconds of each wait without a processor. */
    private void waitForWindow(long away) {
        for (long sum = 0; sum <= GivingWay.WINDOW_NANOS; sum += WAIT) {
            givingWay.wasAway(away);
            givingWay.waited(now, now + WAIT);
            now += WAIT;
        }
    }

    @Test
    void paysWhereTheProcessorComesBackSoon() {
        for (int i = 0; i < 10; i++) {
            waitForWindow(GivingWay.LATE_NANOS);
            assertTrue(givingWay.pays(now));
        }
    }

    @Test
    void paysWhereItWasLostNowAndThen() {
        for (int i = 0; i < 10; i++) {
            waitForWindow(WAIT / 2);
            assertTrue(givingWay.pays(now));
        }
    }

    @Test
    void paysNoLongerWhereTheTimeGoesToOthersAndIsTriedAgain() {
        waitForWindow(WAIT - WAIT / 10);
        assertFalse(givingWay.pays(now));
        assertFalse(givingWay.pays(now + GivingWay.PAUSE_NANOS));
        now += GivingWay.PAUSE_NANOS + 2 * WAIT;
        assertTrue(givingWay.pays(now));
        waitForWindow(WAIT / 10);
        assertTrue(givingWay.pays(now), "after the others have gone");
        waitForWindow(WAIT - WAIT / 10);
        assertFalse(givingWay.pays(now), "after they have come back");
    }
}
