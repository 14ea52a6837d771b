package bstack.bench.contender;

import java.util.SplittableRandom;

/** Numbers below a bound, at random, the same in every run. */
final class Places {
    private static final long SEED = 42;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int bound;

    Places(int bound) {
        this.bound = bound;
    }

    int next() {
        return random.nextInt(bound);
    }

    /** {@return a number within a range} */
    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    int below(int limit) {
        return random.nextInt(limit);
    }
}
