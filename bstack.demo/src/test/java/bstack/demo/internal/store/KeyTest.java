package bstack.demo.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Keys: their limits, their order, and how they are shown. */
class KeyTest {
    @Test
    void aKeyHasOneTo1024Bytes() {
        assertThrows(IllegalArgumentException.class, () -> Key.of(""));
        assertEquals(Key.MAX_LENGTH, Key.of("x".repeat(1024)).bytes().length);
        assertThrows(IllegalArgumentException.class, () -> Key.of("x".repeat(1025)));
        assertThrows(IllegalArgumentException.class, () -> Key.of("\u00e9".repeat(513)));
    }

    @Test
    void halfOfASurrogatePairIsNoText() {
        assertThrows(IllegalArgumentException.class, () -> Key.of("a\ud800"));
    }

    @Test
    void theOrderIsThatOfUnsignedBytes() {
        assertTrue(Key.of("a").compareTo(Key.of("aa")) < 0);
        assertTrue(Key.of("z").compareTo(Key.of("\u00e9")) < 0);
        assertTrue(Key.ofBytes(new byte[] {1}).compareTo(Key.ofBytes(new byte[] {(byte) 0x80})) < 0);
    }

    @Test
    void aKeyIsShownOnOneLineWhateverItsBytesAre() {
        assertEquals(
                "plain \u00e9\ud83d\ude00", Key.of("plain \u00e9\ud83d\ude00").toString());
        assertEquals("a\\nb\\tc\\x1b", Key.of("a\nb\tc\u001b").toString());
        assertEquals(
                "a\\xffb\\xc3",
                Key.ofBytes("a\u00ffb\u00c3".getBytes(StandardCharsets.ISO_8859_1))
                        .toString());
        assertTrue(Key.ofBytes(new byte[] {(byte) 0xff}).text().isEmpty());
        assertEquals("a\nb", Key.of("a\nb").text().orElseThrow());
    }
}
