package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.errors.HeapWithoutMemory;
import bstack.testkit.internal.process.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an allocator must do when memory runs out: what it keeps in memory stays equal to the file, or the stack fails. An
 * allocator's module extends it with one method. Errors at chosen places are those of {@link AllocatorCrashContract}.
 *
 * <p>The process without memory finds the allocator by its provider, on the class path or module path of the test.
 */
@Tag("campaign")
public abstract class AllocatorErrorContract extends AllocatorFixture {
    private static final int ROUNDS = 40;
    private static final int PATIENCE_SECONDS = 300;

    /** For subclasses. */
    protected AllocatorErrorContract() {}

    @Test
    void aProcessWithoutMemoryDamagesNothing(@TempDir Path directory) throws Exception {
        String name = heap.name();
        long seed = Long.getLong("bstack.seed", 1);
        List<String> command = new ArrayList<>(List.of(
                JavaProcess.java(),
                "-Xmx12m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                JavaProcess.classPath(),
                HeapWithoutMemory.class.getName(),
                name,
                directory.resolve("heap.bstack").toString(),
                Long.toString(seed),
                Integer.toString(ROUNDS)));
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it hangs, with seed " + seed);
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out);
        assertEquals(0, process.exitValue(), () -> "with seed " + seed + ": " + printed);
        assertTrue(printed.contains("sound"), printed);
    }
}
