package bstack.testkit.internal.errors;

import java.util.ArrayList;
import java.util.List;

/** Which classes get sites, and which calls out of them are of something foreign. */
final class WovenClasses {
    /** Interfaces of the project that others implement; what is called through them may throw whatever it likes. */
    private static final List<String> SEAMS = List.of(
            "bstack/core/Storage",
            "bstack/core/Storage$Flush",
            "bstack/core/Storage$Mapping",
            "bstack/core/TransactionBody",
            "bstack/core/TransactionRunnable");

    private final List<String> prefixes = new ArrayList<>();
    private final List<String> excluded = new ArrayList<>();

    /**
     * Reads the agent's argument.
     *
     * @param argument prefixes of class names, separated by commas; one that begins with an exclamation mark is left out
     */
    WovenClasses(String argument) {
        excluded.add("bstack/testkit/");
        for (String part : argument.split(",")) {
            String name = part.strip().replace('.', '/');
            if (name.startsWith("!")) {
                excluded.add(name.substring(1));
            } else if (!name.isEmpty()) {
                prefixes.add(name);
            }
        }
    }

    /** {@return whether a class, by its internal name, gets sites; of two prefixes the longer one counts} */
    boolean contains(String name) {
        return longest(name, prefixes) > longest(name, excluded);
    }

    /** {@return whether a call of a method of this class is one of something foreign} */
    boolean isForeign(String owner) {
        return !contains(owner) || SEAMS.contains(owner);
    }

    private static int longest(String name, List<String> beginnings) {
        int longest = 0;
        for (String beginning : beginnings) {
            if (name.startsWith(beginning)) {
                longest = Math.max(longest, beginning.length());
            }
        }
        return longest;
    }
}
