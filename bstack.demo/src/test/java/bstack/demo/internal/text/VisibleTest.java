package bstack.demo.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a text consists of, a terminal shows it and does nothing else, and it can be told from what is shown. */
class VisibleTest {
    private static final int ROUNDS = 20_000;

    /** Characters that are likely to be the start, the end or the middle of trouble. */
    private static final String PIECES =
            "\\xu0123456789abcdefU \n\r\t\u001b\u007f\u0000\u009b\u0085\u202e\u2066\u200e\u061c"
                    + "\u2028\ufeff\u200d\ud83d\ude00\ud800\udc00\udc7f\udc80\udcff\u00e9\udb40\udc41";

    @Test
    void escapesAreTheUsualOnes() {
        String plain = "plain \u00e9 \ud83d\ude00 \u200d";
        assertEquals(plain, Visible.of(plain));
        assertEquals("\\\\ \\n \\r \\t \\x1b \\x00 \\x7f", Visible.of("\\ \n \r \t \u001b \0 \u007f"));
        assertEquals(
                "\\u009b \\u202e \\u2066 \\u200e \\u061c \\u2028",
                Visible.of("\u009b \u202e \u2066 \u200e \u061c \u2028"));
        assertEquals("\\U000e0041", Visible.of(Character.toString(0xe0041)));
        assertEquals("\\ud800 \\udc00", Visible.of("\ud800 \udc00"));
        assertEquals("\\xff", Visible.of(ByteText.of(new byte[] {-1})));
    }

    @Test
    void everyCharacterThatDoesSomethingIsEscaped() {
        String obeyed = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            boolean isControl = c < 0x20 || c >= 0x7f && c <= 0x9f || obeyed.indexOf(c) >= 0;
            if (isControl || c == '\\') {
                String shown = Visible.of(Character.toString(c));
                assertFalse(shown.equals(Character.toString(c)), () -> "shown as it is: " + shown);
                assertFalse(shown.chars().anyMatch(s -> s < ' ' || s > '~'), shown);
            }
        }
    }

    @Test
    void whatIsShownCanBeTurnedBack() {
        long seed = Long.getLong("bstack.seed", new Random().nextLong());
        System.out.println("seed: -Dbstack.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            assertEquals(text.toString(), backFrom(Visible.of(text.toString())));
        }
    }

    @Test
    void bytesOfAnyKindAreTextAndComeBack() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(6)];
            random.nextBytes(bytes);
            String text = ByteText.of(bytes);
            assertEquals(Arrays.toString(bytes), Arrays.toString(bytesOf(backFrom(Visible.of(text)))));
            assertEquals(new String(bytes, StandardCharsets.UTF_8), ByteText.lossy(text));
        }
    }

    @Test
    void jsonIsAsQuietAndStillTheSameText() {
        List<Object> values =
                Arrays.asList("\u001b\u009b\u007f\"\\", "\udcff", "\udb40\udc41", "\u00e9", 1, true, null);
        String json =
                "{\"k\\u202e\": [\"\\u001b\\u009b\\u007f\\\"\\\\\", \"\\udcff\", \"\\udb40\\udc41\", \"\u00e9\", 1, true, null]}";
        assertEquals(json, Json.of(Map.of("k\u202e", values)).toString());
    }

    private static byte[] bytesOf(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            if (ByteText.isByte(c)) {
                bytes.write(ByteText.byteOf(c));
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** {@return the text that is shown so} */
    private static String backFrom(String shown) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown.length(); i++) {
            if (shown.charAt(i) != '\\') {
                text.append(shown.charAt(i));
                continue;
            }
            char kind = shown.charAt(++i);
            int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
            if (digits > 0) {
                int c = Integer.parseInt(shown.substring(i + 1, i + 1 + digits), 16);
                text.appendCodePoint(kind == 'x' && c >= 0x80 ? 0xdc00 + c : c);
            } else {
                text.append(kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind == 't' ? '\t' : '\\');
            }
            i += digits;
        }
        return text.toString();
    }
}
