package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real shortage of memory, in threads that commit together: no transaction becomes durable in part, and nobody hangs. The
 * threads take turns as they like, so a seed may need several attempts.
 */
@Tag("campaign")
final class MemoryShortageTest {
    private static final int ROUNDS = Integer.getInteger("bstack.rounds", 20);

    @TempDir
    private Path folder;

    @Test
    void leaves_every_transaction_whole() throws Exception {
        String seed = Long.toString(Long.getLong("bstack.seed", System.nanoTime()));
        List<String> lines = JavaProgram.run(
                List.of("-Xmx14m"),
                PairsWithoutMemory.class,
                folder.resolve("pairs.bstack").toString(),
                Integer.toString(ROUNDS),
                seed);
        assertEquals("whole", lines.get(lines.size() - 1), () -> "with seed " + seed + ": " + String.join("\n", lines));
    }
}
