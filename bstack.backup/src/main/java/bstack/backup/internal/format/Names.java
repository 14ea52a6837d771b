package bstack.backup.internal.format;

import java.util.OptionalLong;

/**
 * The names of a chain's files. Numbers have 16 decimal digits, so that names sort like them.
 *
 * <pre>
 *  base-N.bstack     the payload of state N, a stack at rest
 *  base-N.sums       its checksums; without them it does not count
 *  segment-N.frames  frames after state N
 *  merged-N-M.frames one frame that leads from state N to state M
 *  *.tmp             files that are being written
 * </pre>
 */
public final class Names {
    private static final String NUMBER = "\\d{16}";

    private Names() {}

    /** {@return the name of a base} */
    public static String base(long number) {
        return "base-%016d.bstack".formatted(number);
    }

    /** {@return the name of the checksums of a base} */
    public static String sums(long number) {
        return "base-%016d.sums".formatted(number);
    }

    /** {@return the name of a segment} */
    public static String segment(long from) {
        return "segment-%016d.frames".formatted(from);
    }

    /** {@return the name of a merged segment} */
    public static String merged(long from, long to) {
        return "merged-%016d-%016d.frames".formatted(from, to);
    }

    /** {@return the name of a file while it is being written} */
    public static String temporary(String name) {
        return name + ".tmp";
    }

    /** {@return whether a file was being written: one of a chain, or a snapshot} */
    public static boolean isTemporary(String name) {
        if (!name.endsWith(".tmp")) {
            return false;
        }
        String whole = name.substring(0, name.length() - 4);
        return isSegment(whole) || numberOfSums(whole).isPresent() || whole.matches("\\.bstack-[0-9a-f]{16}");
    }

    /** {@return whether it is the name of a segment, merged or not} */
    public static boolean isSegment(String name) {
        return name.matches("segment-" + NUMBER + "\\.frames|merged-" + NUMBER + "-" + NUMBER + "\\.frames");
    }

    /** {@return the largest number in a name, 0 if it has none} */
    public static long largestNumber(String name) {
        long largest = 0;
        for (String part : name.split("[-.]")) {
            largest = part.matches(NUMBER) ? Math.max(largest, Long.parseLong(part)) : largest;
        }
        return largest;
    }

    /** {@return the number of a base, from the name of its checksums} */
    public static OptionalLong numberOfSums(String name) {
        return number(name, ".sums");
    }

    /** {@return the number of a base, from its name} */
    public static OptionalLong numberOfBase(String name) {
        return number(name, ".bstack");
    }

    private static OptionalLong number(String name, String ending) {
        return name.matches("base-" + NUMBER + ending.replace(".", "\\."))
                ? OptionalLong.of(Long.parseLong(name.substring(5, 21)))
                : OptionalLong.empty();
    }
}
