package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a medium whose bytes are copied before calls chosen at random, as the kill of a process would
 * leave them: each copy opens with the state before or after the operation. {@code -Dbstack.seed=N} repeats a run,
 * {@code -Dbstack.rounds=N} makes it a long one.
 */
@Tag("campaign")
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("bstack.rounds", 60);
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

    @Test
    void a_kill_while_many_threads_commit_leaves_each_transaction_whole() throws IOException {
        int accounts = 64;
        HookedStorage storage = new HookedStorage().reserveRaisesSize();
        try (BStack stack = BStack.open(storage, Medium.TIGHT)) {
            stack.push(Bytes.concat(Collections.nCopies(accounts, number(1000)).toArray(byte[][]::new)));
            AtomicInteger calls = new AtomicInteger();
            // Only the thread that leads uses the medium, so that a copy is of one moment.
            storage.hook((call, position, count) -> {
                if (call != HookedStorage.Call.READ && calls.incrementAndGet() % 7 == 0) {
                    copies.add(storage.bytes());
                }
            });
            assertEquals(List.of(), Tasks.inParallel(6, thread -> {
                SplittableRandom random = new SplittableRandom(thread);
                for (int i = 0; i < 60; i++) {
                    int from = random.nextInt(accounts);
                    int to = random.nextInt(accounts);
                    boolean logs = i % 3 == 0;
                    stack.transact(() -> {
                        add(stack, from, -7);
                        add(stack, to, 7);
                        stack.push(new byte[logs ? 100 : 0]);
                    });
                }
            }));
            storage.hook(HookedStorage.Hook.NONE);
        }
        assertTrue(copies.size() > 20, "copies: " + copies.size());
        for (byte[] copy : copies) {
            try (BStack stack = BStack.open(HookedStorage.of(copy))) {
                long sum = 0;
                for (int i = 0; i < accounts; i++) {
                    sum += ByteBuffer.wrap(stack.get(8L * i, 8L * i + 8)).getLong();
                }
                assertEquals(1000L * accounts, sum);
                assertEquals(0, (stack.length() - 8L * accounts) % 100);
            }
        }
    }

    private static byte[] number(long n) {
        return ByteBuffer.allocate(8).putLong(n).array();
    }

    private static void add(BStack stack, int account, long amount) throws IOException {
        stack.update(8L * account, 8L * account + 8, bytes -> {
            ByteBuffer b = ByteBuffer.wrap(bytes);
            b.putLong(0, b.getLong(0) + amount);
        });
    }
}
