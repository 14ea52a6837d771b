package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyRangeTest {
    @Test
    void eachRangeHasTheEndsThatItsNameSays() {
        assertRange(null, false, null, false, KeyRange.all());
        assertRange("a", true, null, false, KeyRange.atLeast("a"));
        assertRange("a", false, null, false, KeyRange.greaterThan("a"));
        assertRange(null, false, "b", true, KeyRange.atMost("b"));
        assertRange(null, false, "b", false, KeyRange.lessThan("b"));
        assertRange("a", true, "b", true, KeyRange.closed("a", "b"));
        assertRange("a", true, "b", false, KeyRange.closedOpen("a", "b"));
        assertRange("a", false, "b", true, KeyRange.openClosed("a", "b"));
        assertRange("a", false, "b", false, KeyRange.open("a", "b"));
        assertFalse(KeyRange.all().isPrefix());
    }

    @Test
    void aPrefixHasALowerEndAlone() {
        KeyRange<String> range = KeyRange.prefix("p");
        assertTrue(range.isPrefix());
        assertRange("p", true, null, false, range);
    }

    @Test
    void descendingTurnsARangeRound() {
        KeyRange<String> range = KeyRange.openClosed("a", "b");
        assertFalse(range.isDescending());
        assertTrue(range.descending().isDescending());
        assertFalse(range.descending().descending().isDescending());
        assertRange("a", false, "b", true, range.descending());
        assertTrue(KeyRange.prefix("p").descending().isPrefix());
    }

    @Test
    void aRangeDescribesItself() {
        assertEquals("(, )", KeyRange.all().toString());
        assertEquals(
                "[a, b) descending", KeyRange.closedOpen("a", "b").descending().toString());
        assertEquals("(1, 2]", KeyRange.openClosed(1, 2).toString());
        assertEquals("prefix p", KeyRange.prefix("p").toString());
    }

    @Test
    void nullIsNoEnd() {
        assertThrows(NullPointerException.class, () -> KeyRange.atLeast(null));
        assertThrows(NullPointerException.class, () -> KeyRange.greaterThan(null));
        assertThrows(NullPointerException.class, () -> KeyRange.atMost(null));
        assertThrows(NullPointerException.class, () -> KeyRange.lessThan(null));
        assertThrows(NullPointerException.class, () -> KeyRange.closed(null, 1));
        assertThrows(NullPointerException.class, () -> KeyRange.open(1, null));
        assertThrows(NullPointerException.class, () -> KeyRange.prefix(null));
    }

    private static <K> void assertRange(K low, boolean lowIncluded, K high, boolean highIncluded, KeyRange<K> range) {
        assertEquals(low, range.low());
        assertEquals(lowIncluded, range.isLowIncluded());
        assertEquals(high, range.high());
        assertEquals(highIncluded, range.isHighIncluded());
    }
}
