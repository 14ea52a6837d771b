package bstack.testkit.replay;

import java.util.HexFormat;

/** Byte strings as the recordings print them: hex digits, {@code -} for the empty one. */
final class Hex {
    private static final String EMPTY = "-";

    private Hex() {}

    static byte[] parse(String text) {
        return text.equals(EMPTY) ? new byte[0] : HexFormat.of().parseHex(text);
    }

    static String format(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : HexFormat.of().formatHex(bytes);
    }
}
