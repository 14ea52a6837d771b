package bstack.bench.stat;

/**
 * What was measured of one contender, round by round.
 *
 * @param name whose
 * @param values by round
 */
public record Series(String name, double[] values) {

    /** {@return the median of all rounds} */
    public double median() {
        return Statistics.median(values);
    }

    /**
     * {@return the median of the ratios to another series, round by round}
     *
     * @param base the other
     */
    public double ratioTo(Series base) {
        return Statistics.ratio(values, base.values);
    }
}
