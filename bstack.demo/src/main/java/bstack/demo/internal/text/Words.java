package bstack.demo.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, separated by blanks. A word in double quotes may have blanks, and in it, as {@link Visible} writes
 * names, {@code \\}, {@code \"}, {@code \n}, {@code \r}, {@code \t}, and {@code \x1b} for a byte.
 */
public final class Words {
    private Words() {}

    /**
     * {@return the words of a line, each as bytes, in UTF-8 where nothing else is said; none for a comment, which begins with
     * {@code #}}
     *
     * @throws IllegalArgumentException if a quote is not closed, or there is no such escape
     */
    public static List<byte[]> of(String line) {
        List<byte[]> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (at == line.length() || (words.isEmpty() && line.charAt(at) == '#')) {
                return words;
            }
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            at = line.charAt(at) == '"' ? quoted(line, at + 1, word) : plain(line, at, word);
            words.add(word.toByteArray());
        }
    }

    private static int plain(String line, int from, ByteArrayOutputStream word) {
        int to = from;
        while (to < line.length() && !Character.isWhitespace(line.charAt(to))) {
            to++;
        }
        word.writeBytes(line.substring(from, to).getBytes(StandardCharsets.UTF_8));
        return to;
    }

    private static int quoted(String line, int from, ByteArrayOutputStream word) {
        int at = from;
        while (at < line.length()) {
            int c = line.codePointAt(at);
            if (c == '"') {
                if (at + 1 < line.length() && !Character.isWhitespace(line.charAt(at + 1))) {
                    throw new IllegalArgumentException("there is no blank after a closing quote");
                }
                return at + 1;
            }
            at += Character.charCount(c);
            if (c == '\\') {
                at = escape(line, at, word);
            } else {
                word.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        throw new IllegalArgumentException("a quote is not closed");
    }

    private static int escape(String line, int at, ByteArrayOutputStream word) {
        char c = at < line.length() ? line.charAt(at) : ' ';
        if (c == 'x' && at + 2 < line.length()) {
            try {
                word.write(Integer.parseUnsignedInt(line, at + 1, at + 3, 16));
                return at + 3;
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\\x takes two hexadecimal digits", e);
            }
        }
        if (c == 'u' && at + 4 < line.length()) {
            try {
                char unit = (char) Integer.parseUnsignedInt(line, at + 1, at + 5, 16);
                word.writeBytes(String.valueOf(unit).getBytes(StandardCharsets.UTF_8));
                return at + 5;
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\\u takes four hexadecimal digits", e);
            }
        }
        int index = "\\\"nrt".indexOf(c);
        if (index < 0) {
            throw new IllegalArgumentException("there is no escape \\" + c);
        }
        word.write("\\\"\n\r\t".charAt(index));
        return at + 1;
    }
}
