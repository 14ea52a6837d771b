package bstack.core.internal.storage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines for the log. A logger is asked for when there is something to say, and not by an initialiser of a class, which
 * would fail for the life of the JVM if it failed once. A log that cannot be had is nobody's concern here.
 */
public final class Log {
    /** The logger of a stack's life. */
    public static final String CORE = "bstack.core";
    /** The logger of files and locks. */
    public static final String STORAGE = "bstack.core.storage";

    private Log() {}

    /** What writes a line. */
    @FunctionalInterface
    private interface Line {
        void to(Logger logger);
    }

    /** Writes a line for the developer. */
    public static void debug(String name, String format, @Nullable Object... arguments) {
        write(name, logger -> logger.debug(format, arguments));
    }

    /** Writes a line for the user. */
    public static void info(String name, String format, @Nullable Object... arguments) {
        write(name, logger -> logger.info(format, arguments));
    }

    /** Writes a line about something that should be changed. */
    public static void warn(String name, String format, @Nullable Object... arguments) {
        write(name, logger -> logger.warn(format, arguments));
    }

    private static void write(String name, Line line) {
        try {
            line.to(LoggerFactory.getLogger(name));
        } catch (RuntimeException | LinkageError unsaid) {
            // Nobody can be notified.
            return;
        }
    }
}
