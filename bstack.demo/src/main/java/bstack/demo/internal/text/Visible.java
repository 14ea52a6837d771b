package bstack.demo.internal.text;

/**
 * Text as it is shown to people: on one line, with nothing in it that a terminal obeys or that changes the order in
 * which a line is read, and written so that the text can be inferred from what is shown.
 *
 * <p>Shown as escapes are:
 *
 * <ul>
 *   <li>the escape character itself, as <code>\\</code>;
 *   <li>the controls of ASCII, as <code>\n</code>, <code>\r</code>, <code>\t</code> or <code>\xHH</code>;
 *   <li>bytes that are not UTF-8, in the form that {@link ByteText} gives them, as <code>\xHH</code> too: no such byte
 *       is below 0x80, and no control of ASCII above;
 *   <li>the controls from U+0080 on, bidirectional and other format characters, separators of lines, and halves of
 *       surrogate pairs, as <code>&#92;uHHHH</code>, those beyond U+FFFF as <code>&#92;U00HHHHHH</code>.
 * </ul>
 *
 * <p>The two joiners, U+200C and U+200D, stay as they are: words of some scripts and many emoji need them.
 */
public final class Visible {
    private static final int JOINER_OF_WORDS = 0x200c;
    private static final int JOINER_OF_SIGNS = 0x200d;
    private static final int DELETE = 0x7f;

    private Visible() {}

    /** {@return the text as it is shown} */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(c, shown));
        return shown.toString();
    }

    private static void append(int c, StringBuilder shown) {
        switch (c) {
            case '\\' -> shown.append("\\\\");
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                if (ByteText.isByte(c)) {
                    appendHex(shown.append("\\x"), ByteText.byteOf(c), 2);
                } else if (!isActive(c)) {
                    shown.appendCodePoint(c);
                } else if (c <= DELETE) {
                    appendHex(shown.append("\\x"), c, 2);
                } else if (Character.isBmpCodePoint(c)) {
                    appendHex(shown.append("\\u"), c, 4);
                } else {
                    appendHex(shown.append("\\U"), c, 8);
                }
            }
        }
    }

    /** {@return whether a character has an effect, or no meaning, rather than being seen} */
    static boolean isActive(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> c != JOINER_OF_WORDS && c != JOINER_OF_SIGNS;
            default -> false;
        };
    }

    /** Appends the last hexadecimal digits of a number. */
    static void appendHex(StringBuilder text, int number, int digits) {
        for (int digit = digits - 1; digit >= 0; digit--) {
            text.append(Character.forDigit(number >> digit * 4 & 15, 16));
        }
    }
}
