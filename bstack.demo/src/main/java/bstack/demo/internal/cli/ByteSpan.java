package bstack.demo.internal.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * A range of bytes as HTTP writes it: {@code 100-199}, {@code 100-}, or {@code -50} for the last fifty.
 *
 * @param first the first byte, or −1 if the range counts from the end
 * @param last the last byte, or how many there are at the end
 */
record ByteSpan(long first, long last) {
    private static final Pattern FORM = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

    /** {@return the range that a text describes} */
    static ByteSpan parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || text.length() == 1) {
            throw new TypeConversionException("a range is 100-199, 100- or -50");
        }
        String first = form.group(1);
        String last = form.group(2);
        ByteSpan span = new ByteSpan(
                first.isEmpty() ? -1 : Long.parseLong(first),
                last.isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(last));
        if (span.first > span.last) {
            throw new TypeConversionException("the last byte is before the first one");
        }
        return span;
    }

    /** {@return where it begins in a value of this length} */
    long from(long size) {
        return first < 0 ? Math.max(0, size - last) : first;
    }

    /** {@return where it ends} */
    long to(long size) {
        return first < 0 ? size : Math.min(size, last + 1);
    }
}
