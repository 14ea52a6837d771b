package bstack.demo.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Every time that an instant can be is shown, in digits that everybody reads the same. */
class TimesTest {
    @Test
    void theFirstAndTheLastInstantAreShown() {
        assertEquals("+1000000000-12-31T23:59:59.999999999Z", Times.local(Instant.MAX));
        assertEquals("-1000000000-01-01T00:00:00Z", Times.local(Instant.MIN));
    }

    @Test
    void yearsBeforeChristAndBeyond9999AreShownAsWhatTheyAre() {
        assertTrue(Times.local(Instant.parse("+12345-06-15T12:00:00Z")).startsWith("+12345-06-1"));
        assertTrue(Times.local(Instant.parse("-0044-03-15T12:00:00Z")).startsWith("-0044-03-1"));
        assertTrue(Times.local(Instant.EPOCH).matches("19(69|70)-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"));
    }
}
