package bstack.bench.report;

import java.util.Locale;

/** How figures are written: three digits that matter, and the unit that fits. */
public final class Format {
    private static final double THOUSAND = 1_000;
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB"};

    private Format() {}

    /**
     * {@return a ratio, such as 1.06 ×}
     *
     * @param ratio the ratio
     */
    public static String ratio(double ratio) {
        return digits(ratio) + " ×";
    }

    /**
     * {@return a time, such as 27.3 µs}
     *
     * @param nanos in nanoseconds
     */
    public static String time(double nanos) {
        if (nanos < THOUSAND) {
            return digits(nanos) + " ns";
        }
        if (nanos < THOUSAND * THOUSAND) {
            return digits(nanos / THOUSAND) + " µs";
        }
        double millis = nanos / THOUSAND / THOUSAND;
        return millis < THOUSAND ? digits(millis) + " ms" : digits(millis / THOUSAND) + " s";
    }

    /**
     * {@return a rate, such as 31.2k/s}
     *
     * @param perSecond operations a second
     */
    public static String rate(double perSecond) {
        return perSecond < THOUSAND ? digits(perSecond) + "/s" : digits(perSecond / THOUSAND) + "k/s";
    }

    /**
     * {@return a number of bytes, such as 4 MiB}
     *
     * @param bytes the number
     */
    public static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < BYTES.length - 1) {
            value /= 1024;
            unit++;
        }
        return digits(value) + " " + BYTES[unit];
    }

    /**
     * {@return a number with three digits that matter}
     *
     * @param value the number, not negative
     */
    public static String digits(double value) {
        String pattern = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, pattern, value).replaceFirst("\\.0+$", "");
    }
}
