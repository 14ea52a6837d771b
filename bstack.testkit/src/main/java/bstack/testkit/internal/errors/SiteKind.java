package bstack.testkit.internal.errors;

/** Why something may be thrown at a place in a method. */
enum SiteKind {
    /** A {@code new}. */
    OBJECT,
    /** A new array. */
    ARRAY,
    /** An invokedynamic: a lambda, or a string that is put together. */
    DYNAMIC,
    /** A call of something foreign, before it is made. */
    BEFORE,
    /** A call of something foreign that has returned, so its effect is there. */
    AFTER,
    /** A call of a storage, before it is made: it may throw whatever it likes. */
    STORAGE_BEFORE,
    /** A call of a storage that has returned, so its effect is there. */
    STORAGE_AFTER;

    /** How many low bits of a site's number are its kind. */
    static final int BITS = 3;

    private static final SiteKind[] KINDS = values();

    static SiteKind of(int site) {
        return KINDS[site & (1 << BITS) - 1];
    }
}
