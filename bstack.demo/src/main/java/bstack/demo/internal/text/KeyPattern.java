package bstack.demo.internal.text;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of keys as shells have them.
 *
 * <ul>
 *   <li>{@code *} is any text without a slash, {@code **} any text, {@code ?} one character that is no slash;
 *   <li>{@code [a-z]} is one of these characters, {@code [!a-z]} one that is none of these;
 *   <li>{@code \} takes its meaning from the next character.
 * </ul>
 *
 * <p>What is not UTF-8 is one character for each byte. Immutable.
 */
public final class KeyPattern {
    private final String text;
    private final Pattern pattern;

    private KeyPattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * {@return the pattern with this text}
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static KeyPattern of(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> {
                    boolean any = i + 1 < text.length() && text.charAt(i + 1) == '*';
                    i += any ? 1 : 0;
                    regex.append(any ? ".*" : "[^/]*");
                }
                case '?' -> regex.append("[^/]");
                case '[' -> i = group(text, i, regex);
                case '\\' -> {
                    i++;
                    if (i == text.length()) {
                        throw new IllegalArgumentException("it ends with a backslash");
                    }
                    regex.append(Pattern.quote(text.substring(i, i + 1)));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return new KeyPattern(text, Pattern.compile(regex.toString(), Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("there is no such group of characters", e);
        }
    }

    /** Adds a group of characters. {@return where its closing bracket is} */
    private static int group(String text, int open, StringBuilder regex) {
        int i = open + 1;
        boolean not = i < text.length() && (text.charAt(i) == '!' || text.charAt(i) == '^');
        i += not ? 1 : 0;
        int close = text.indexOf(']', i + 1);
        if (close < 0) {
            throw new IllegalArgumentException("a bracket is not closed");
        }
        regex.append(not ? "[^/" : "[");
        for (; i < close; i++) {
            char c = text.charAt(i);
            if (c == '-') {
                regex.append(c);
            } else {
                regex.append('\\').append("x{").append(Integer.toHexString(c)).append('}');
            }
        }
        regex.append(']');
        return close;
    }

    /** {@return whether a name, with what is not UTF-8 in it, is one of those that this describes, as a whole} */
    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
