package bstack.demo.internal.cli;

import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes, as an argument.
 *
 * @param bytes the number, not negative
 */
public record ByteCount(long bytes) {
    /** {@return the number that the argument says} */
    static ByteCount parse(String argument) {
        try {
            long bytes = Long.parseLong(argument);
            if (bytes >= 0) {
                return new ByteCount(bytes);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + argument + "' is not a number of bytes, 0 or more");
    }

    /** {@return the number, which a payload of this length has} */
    long within(Path file, long length) throws CommandFailure {
        if (bytes > length) {
            throw new CommandFailure("%s holds %d bytes, not %d".formatted(file, length, bytes));
        }
        return bytes;
    }
}
