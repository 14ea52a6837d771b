package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a medium whose bytes are copied before calls chosen at random, as the kill of a process would
 * leave them: each copy opens with the state before or after the operation. {@code -Dbstack.seed=N} repeats a run.
 */
final class KillTest {
    private static final int ROUNDS = 60;
    private static final int STEPS = 60;

    private final List<byte[]> copies = new ArrayList<>();

    @Test
    void a_kill_before_any_call_leaves_the_state_before_or_after_the_operation() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        for (int round = 0; round < ROUNDS; round++) {
            try {
                round(seed + round, round % 2 == 0);
            } catch (AssertionError | RuntimeException | IOException failure) {
                throw new AssertionError("repeat this run with -Dbstack.seed=" + (seed + round), failure);
            }
        }
    }

    private void round(long seed, boolean reserveRaisesSize) throws IOException {
        HookedStorage storage = new HookedStorage();
        if (reserveRaisesSize) {
            storage.reserveRaisesSize();
        }
        SplittableRandom random = new SplittableRandom(seed);
        RandomOperations operations = new RandomOperations(seed);
        try (BStack stack = BStack.open(storage, Medium.TIGHT)) {
            storage.hook((call, position, count) -> {
                boolean changes = call != HookedStorage.Call.READ && call != HookedStorage.Call.SIZE;
                if (changes && random.nextInt(6) == 0) {
                    copies.add(storage.bytes());
                }
            });
            for (int i = 0; i < STEPS; i++) {
                byte[] before = operations.model().all();
                if (i % 20 == 19) {
                    stack.checkpoint();
                } else {
                    operations.step(stack);
                }
                check(before, operations.model().all());
            }
        }
        check(operations.model().all(), operations.model().all());
    }

    private void check(byte[] before, byte[] after) throws IOException {
        for (byte[] copy : copies) {
            byte[] found;
            try (BStack readOnly = BStack.openReadOnly(new FixedStorage(copy))) {
                found = readOnly.peek(0);
            }
            assertTrue(Arrays.equals(found, before) || Arrays.equals(found, after), "mixed");
            HookedStorage left = HookedStorage.of(copy);
            try (BStack again = BStack.open(left)) {
                assertArrayEquals(found, again.peek(0));
            }
            assertArrayEquals(Bytes.fileAtRest(found), left.bytes());
        }
        copies.clear();
    }
}
