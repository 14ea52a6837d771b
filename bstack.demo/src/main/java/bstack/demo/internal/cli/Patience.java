package bstack.demo.internal.cli;

import bstack.core.BStackOptions;
import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/**
 * How long to wait for a file that another process has open, as an argument.
 *
 * @param time the time, not negative
 */
public record Patience(Duration time) {
    /** Does not wait. */
    public static final Patience NONE = new Patience(Duration.ZERO);

    private static final int NANO_DIGITS = 9;

    /** {@return the time that the argument says, in seconds and perhaps a fraction} */
    static Patience parse(String argument) {
        if (argument.matches("[0-9]{1,9}([.][0-9]{1,9})?")) {
            BigDecimal nanos = new BigDecimal(argument).movePointRight(NANO_DIGITS);
            return new Patience(Duration.ofNanos(nanos.longValueExact()));
        }
        throw new TypeConversionException(
                "'" + argument + "' is not a number of seconds, from 0 to 999999999, as 10 or 0.5");
    }

    /** {@return the options of an open that waits for so long, and creates nothing} */
    public BStackOptions options() {
        return BStackOptions.defaults().createsMissing(false).lockTimeout(time);
    }
}
