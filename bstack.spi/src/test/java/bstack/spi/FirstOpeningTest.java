package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the first opening initialises. The kinds of blocks were initialised by the first inspection. If that ran out of
 * memory, no block could be described any more for the life of the JVM. {@code ErrorCampaign} found it, as "first
 * verify", with {@code -Dbstack.errors=all}.
 */
class FirstOpeningTest {
    /** The program of another JVM: opens a heap, and does nothing else. */
    public static void main(String[] arguments) throws IOException {
        LinearBStackAllocator.open(BStack.open(Storage.memory())).close();
    }

    @Test
    void theKindsOfBlocksAreInitialisedByTheFirstOpening() throws Exception {
        String path = String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path", ""),
                System.getProperty("surefire.test.class.path", ""),
                System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:class+init=info",
                        "-cp",
                        path,
                        FirstOpeningTest.class.getName()))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        assertTrue(printed.contains("Initializing 'bstack/spi/HeapBlock$State'"), printed);
    }
}
