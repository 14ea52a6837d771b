package bstack.demo.internal.logging;

import bstack.demo.internal.text.Visible;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The configuration of logback for the command, in code because reading a file would cost a third of the start-up time.
 *
 * <p>Warnings and errors go to standard error as the command's own errors do: {@code bstack: …}, one line, no stack
 * trace. The property {@code bstack.log} sets another level, {@code debug} say.
 */
public final class ErrorStreamLogging extends ContextAwareBase implements Configurator {
    private static final String LEVEL = "bstack.log";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LinePrinter printer = new LinePrinter();
        printer.setContext(context);
        printer.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty(LEVEL), Level.WARN));
        root.addAppender(printer);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Prints events as lines of the command. */
    private static final class LinePrinter extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            System.err.println("bstack: " + Visible.of(event.getFormattedMessage()));
        }
    }
}
