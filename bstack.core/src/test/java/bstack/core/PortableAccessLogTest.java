package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log says where portable access is chosen. */
final class PortableAccessLogTest {
    static {
        // Where the test runner has put logback on the module path, this module does not read it.
        for (String name : List.of("ch.qos.logback.classic", "ch.qos.logback.core")) {
            ModuleLayer.boot().findModule(name).ifPresent(PortableAccessLogTest.class.getModule()::addReads);
        }
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("bstack.core.storage");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    Path directory;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private List<String> logged(BStackOptions.Access access) throws IOException {
        lines.list.clear();
        Path path = directory.resolve("x.bstack");
        BStack.open(path, BStackOptions.defaults().access(access)).close();
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(path.toString()))
                .toList();
    }

    @Test
    void each_open_through_a_file_channel_says_on_linux_that_the_original_implementations_are_not_excluded()
            throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        List<String> said = logged(BStackOptions.Access.FILE_CHANNEL);
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.get(0).contains("Rust and C"), said::toString);
        Accesses.assume(BStackOptions.Access.NATIVE);
        assertEquals(List.of(), logged(BStackOptions.Access.NATIVE));
    }
}
