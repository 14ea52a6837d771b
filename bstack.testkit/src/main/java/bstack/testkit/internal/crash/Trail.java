package bstack.testkit.internal.crash;

import org.jspecify.annotations.Nullable;

/**
 * The way to one crash state, as a list from the newest step back to the run: it names the state, seeds the choices
 * that make it, and finds it again.
 *
 * @param parent where it came from, null at the run
 * @param seed what every choice at this step is drawn from
 * @param what the kind of step
 * @param index which one of its kind, counted from 0
 */
public record Trail(@Nullable Trail parent, long seed, String what, int index) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    public static Trail run(long seed) {
        return new Trail(null, mix(seed), "run", 0);
    }

    public Trail step(String kind, int number) {
        return new Trail(this, mix(seed * GOLDEN + number + 1), kind, number);
    }

    /** Steps without the run. */
    int depth() {
        return parent == null ? 0 : 1 + parent.depth();
    }

    /** {@return a percentage that the seed has drawn for the {@code n}th question here, 0 to 99} */
    int percent(int n) {
        return (int) (mix(seed + n * GOLDEN) >>> 33) % 100;
    }

    private static long mix(long z) {
        long x = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return x ^ x >>> 31;
    }

    /** {@return the indices of the steps, as {@link CrashPath} reads them} */
    String path() {
        return parent == null ? "" : parent.parent == null ? Integer.toString(index) : parent.path() + "/" + index;
    }

    @Override
    public String toString() {
        return parent == null ? "" : (parent.parent == null ? "" : parent + " > ") + what + " " + index;
    }
}
