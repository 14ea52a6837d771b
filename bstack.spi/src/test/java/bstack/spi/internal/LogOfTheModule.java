package bstack.spi.internal;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the module has logged since this was made. */
final class LogOfTheModule implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("bstack.spi");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    LogOfTheModule() {
        lines.start();
        logger.addAppender(lines);
    }

    List<String> warnings() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
