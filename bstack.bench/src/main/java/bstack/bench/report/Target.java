package bstack.bench.report;

import java.util.OptionalDouble;

/**
 * A figure that the library has to reach.
 *
 * @param what what is measured
 * @param limit the most, or the least, that it may be
 * @param atMost whether the limit is the most
 * @param unit how a value is written
 * @param value what was measured, empty if it was not
 */
record Target(String what, double limit, boolean atMost, Unit unit, OptionalDouble value) {

    /** How a value is written. */
    enum Unit {
        RATIO,
        TIME;

        String write(double value) {
            return this == RATIO ? Format.ratio(value) : Format.time(value);
        }
    }

    String limitText() {
        return (atMost ? "≤ " : "≥ ") + unit.write(limit);
    }

    String valueText() {
        return value.isEmpty() ? "not measured" : unit.write(value.getAsDouble());
    }

    String verdict() {
        if (value.isEmpty()) {
            return "–";
        }
        boolean met = atMost ? value.getAsDouble() <= limit : value.getAsDouble() >= limit;
        return met ? "met" : "**not met**";
    }
}
