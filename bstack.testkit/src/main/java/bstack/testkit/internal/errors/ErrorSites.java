package bstack.testkit.internal.errors;

import org.jspecify.annotations.Nullable;

/**
 * What every woven class calls at each of its sites; it throws there if an {@link Injection} says so. It allocates
 * nothing.
 */
public final class ErrorSites {
    private static volatile @Nullable Injection injection;

    private ErrorSites() {}

    /** From now on sites are counted, and something is thrown at one of them. */
    static void arm(Injection planned) {
        injection = planned;
    }

    /** From now on nothing is thrown. */
    static void disarm() {
        injection = null;
    }

    /**
     * A site is reached.
     *
     * @param site its number in the {@link SiteTable}
     */
    public static void hit(int site) {
        Injection armed = injection;
        if (armed != null) {
            armed.hit(site);
        }
    }
}
