package bstack.demo.internal.heap;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Bytes as people read them: offset, digits, and what is visible ASCII. */
public final class HexDump {
    private static final int LINE = 16;

    private HexDump() {}

    /** {@return the bytes as digits} */
    public static String digits(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** {@return the bytes in lines of 16} */
    public static List<String> lines(long offset, byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += LINE) {
            int end = Math.min(bytes.length, at + LINE);
            StringBuilder text = new StringBuilder();
            for (int i = at; i < end; i++) {
                text.append(bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != '\\' ? (char) bytes[i] : '.');
            }
            lines.add("%10d  %-47s  %s"
                    .formatted(offset + at, HexFormat.ofDelimiter(" ").formatHex(bytes, at, end), text));
        }
        return lines;
    }
}
