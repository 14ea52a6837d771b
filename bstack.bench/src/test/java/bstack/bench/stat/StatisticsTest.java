package bstack.bench.stat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double EXACT = 1e-12;

    @Test
    void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
        assertEquals(3, Statistics.median(new double[] {9, 1, 3}), EXACT);
        assertEquals(7, Statistics.median(new double[] {7}), EXACT);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertEquals(2.5, Statistics.median(new double[] {100, 2, 3, 1}), EXACT);
    }

    @Test
    void theMedianLeavesTheValuesInTheirOrder() {
        double[] values = {3, 1, 2};
        Statistics.median(values);
        assertArrayEquals(new double[] {3, 1, 2}, values);
    }

    @Test
    void nothingHasNoMedian() {
        assertThrows(IllegalArgumentException.class, () -> Statistics.median(new double[0]));
    }

    @Test
    void aRatioIsTakenWithinEachRoundAndNotOfTheMedians() {
        // The second round was disturbed for both, the third for one; the ratio of the medians would be 40 : 10.
        double[] values = {20, 40, 900};
        double[] base = {10, 20, 9};
        assertEquals(2, Statistics.ratio(values, base), EXACT);
        assertEquals(2, new Series("a", values).ratioTo(new Series("b", base)), EXACT);
        assertEquals(40, new Series("a", values).median(), EXACT);
    }

    @Test
    void seriesOfDifferentRoundsCannotBeCompared() {
        assertThrows(IllegalArgumentException.class, () -> Statistics.ratio(new double[2], new double[3]));
    }
}
