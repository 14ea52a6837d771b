package bstack.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AppliedMarkTest {
    private static final long SALT = 0x1122334455667788L;

    @Test
    void aMarkIsTheseBytes() {
        assertEquals(0xB5_00000000_000007L, AppliedMark.of(SALT, 7) & 0xFF_00000000_FFFFFFL);
        assertEquals(AppliedMark.of(SALT, 7), AppliedMark.of(SALT, 7 + (1 << 24)));
        assertTrue(AppliedMark.isMark(AppliedMark.of(SALT, 7)));
        assertFalse(AppliedMark.isMark(Header.MAX_LENGTH));
        assertFalse(AppliedMark.isMark(-1));
    }

    @Test
    void itCountsTheFramesBehindTheNewestThatWasFound() {
        assertEquals(0, AppliedMark.appliedAfter(AppliedMark.of(SALT, 7), SALT, 7));
        assertEquals(0, AppliedMark.appliedAfter(AppliedMark.of(SALT, 7), SALT, 9));
        assertEquals(2, AppliedMark.appliedAfter(AppliedMark.of(SALT, 7), SALT, 5));
        assertEquals(7, AppliedMark.appliedAfter(AppliedMark.of(SALT, 7), SALT, 0));
        assertEquals(3, AppliedMark.appliedAfter(AppliedMark.of(SALT, (1 << 24) + 1), SALT, (1 << 24) - 2));
    }

    @Test
    void itSaysNothingWhenItIsTornOrOfAnotherJournalOrALength() {
        assertEquals(0, AppliedMark.appliedAfter(AppliedMark.of(SALT, 7), SALT + 1, 5));
        assertEquals(0, AppliedMark.appliedAfter(7, SALT, 5));
        long older = AppliedMark.of(SALT, 0x1FF);
        long newer = AppliedMark.of(SALT, 0x200);
        for (int mask = 1; mask < 255; mask++) {
            long torn = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                torn |= (mask >> i & 1) == 0 ? older & 0xFFL << 8 * i : newer & 0xFFL << 8 * i;
            }
            if (torn != older && torn != newer) {
                assertEquals(0, AppliedMark.appliedAfter(torn, SALT, 0x1FE), "bytes " + mask);
            }
        }
    }

    @Test
    void an_encoder_makes_the_same_marks_one_after_the_other() {
        AppliedMark.Encoder encoder = new AppliedMark.Encoder();
        for (long sequence : new long[] {1, 7, (1 << 24) + 7, Long.MAX_VALUE, 7}) {
            for (long salt : new long[] {SALT, 0, -1}) {
                assertEquals(Header.lengthBytes(AppliedMark.of(salt, sequence)), encoder.encode(salt, sequence));
            }
        }
    }
}
