package bstack.testkit.internal.errors;

import java.util.ArrayList;
import java.util.List;

/** The places where something may be thrown, by number. Thread-safe. */
final class SiteTable {
    private static final List<String> PLACES = new ArrayList<>();

    private SiteTable() {}

    /**
     * Adds a place.
     *
     * @param kind why something may be thrown there
     * @param place class, method, line, and what is made or called
     * @return its number, whose lowest bits are the kind
     */
    static synchronized int add(SiteKind kind, String place) {
        PLACES.add(place);
        return PLACES.size() - 1 << SiteKind.BITS | kind.ordinal();
    }

    /** {@return where a place is, for people} */
    static synchronized String describe(int site) {
        return site < 0 ? "nowhere" : PLACES.get(site >> SiteKind.BITS);
    }

    /** {@return whether nothing but the memory of plain objects is wanted at a place} */
    static boolean isOfConstants(int site) {
        String place = describe(site);
        return switch (SiteKind.of(site)) {
            case OBJECT, ARRAY, DYNAMIC -> true;
            default -> place.endsWith(" Enum.<init>") || place.endsWith(" Record.<init>");
        };
    }

    /** {@return how many there are} */
    static synchronized int size() {
        return PLACES.size();
    }
}
