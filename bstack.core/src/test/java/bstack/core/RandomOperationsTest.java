package bstack.core;

import static bstack.core.Bytes.fileAtRest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations beside a model, reopened often; {@code -Dbstack.seed=N} repeats a run, {@code -Dbstack.rounds=N}
 * makes it a long one.
 */
@ParameterizedClass
@EnumSource(Medium.class)
final class RandomOperationsTest {
    private final Medium medium;

    @TempDir
    Path directory;

    RandomOperationsTest(Medium medium) {
        this.medium = medium;
    }

    @Test
    void every_result_and_the_file_at_rest_are_those_of_a_byte_array_with_a_tight_journal() throws IOException {
        run(Medium.TIGHT, medium == Medium.MEMORY ? Integer.getInteger("bstack.rounds", 40) : 2);
    }

    @Test
    void every_result_and_the_file_at_rest_are_those_of_a_byte_array_with_the_default_journal() throws IOException {
        run(BStackOptions.defaults(), medium == Medium.MEMORY ? 5 : 1);
    }

    private void run(BStackOptions options, int rounds) throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            for (int round = 0; round < rounds; round++) {
                round(options, new RandomOperations(seed + round), directory.resolve("" + round));
            }
        } catch (AssertionError | RuntimeException | IOException failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    private void round(BStackOptions options, RandomOperations operations, Path folder) throws IOException {
        Files.createDirectories(folder);
        Medium.Place place = medium.place(folder, options);
        for (int session = 0; session < 6; session++) {
            try (BStack stack = place.open()) {
                assertEquals(operations.model().length(), stack.recovery().length());
                assertArrayEquals(operations.model().all(), stack.peek(0), "reopened");
                for (int i = 0; i < 40; i++) {
                    operations.step(stack);
                    if (i % 17 == 16) {
                        stack.checkpoint();
                        assertArrayEquals(fileAtRest(operations.model().all()), place.bytes(), "checkpoint");
                    }
                }
                assertArrayEquals(operations.model().all(), stack.peek(0));
            }
            assertArrayEquals(fileAtRest(operations.model().all()), place.bytes(), "closed");
        }
    }
}
