package bstack.bench.stat;

import java.util.Arrays;

/** Medians and ratios of what was measured. */
public final class Statistics {
    private Statistics() {}

    /**
     * {@return the median; of an even number of values the mean of the two in the middle}
     *
     * @param values at least one
     */
    public static double median(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values have no median");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * {@return the median of the ratios of two series, each taken within its round: what disturbs a whole round
     * disturbs both, and falls out}
     *
     * @param values by round
     * @param base by round, as many
     */
    public static double ratio(double[] values, double[] base) {
        if (values.length != base.length) {
            throw new IllegalArgumentException(values.length + " rounds against " + base.length);
        }
        double[] ratios = new double[values.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = values[i] / base[i];
        }
        return median(ratios);
    }
}
