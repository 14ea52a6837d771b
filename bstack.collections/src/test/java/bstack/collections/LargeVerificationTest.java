package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.testkit.internal.process.JavaProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A map of a million entries is verified, and gives back what is sound, in a JVM with 64 MiB. */
@Tag("campaign")
class LargeVerificationTest {
    private static final long ENTRIES = 1_000_000;

    @Test
    void aMillionEntriesNeedLittleMemory(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        JavaProcess.java(),
                        "-Xmx64m",
                        "-cp",
                        JavaProcess.classPath(),
                        LargeVerification.class.getName(),
                        folder.resolve("large").toString(),
                        String.valueOf(ENTRIES))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        long damaged = ENTRIES / LargeVerification.EVERY / 2;
        assertEquals(
                List.of(
                        "0 damaged, %d salvaged, 0 not".formatted(ENTRIES),
                        "%d damaged, %d salvaged, %d not".formatted(damaged, ENTRIES - damaged, damaged)),
                output.lines().toList());
    }
}
