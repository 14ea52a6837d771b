package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.fileAtRest;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Transactions larger than the memory and the journal they are given. */
final class LargeTransactionTest extends OpenStack {
    @Test
    void a_transaction_far_larger_than_the_journal_goes_to_the_file_before_it_commits() throws IOException {
        byte[] all = Bytes.random(4_000_000, 1);
        AtomicLong written = new AtomicLong();
        stack.transact(() -> {
            stack.push(of(0));
            storage.hook((call, position, count) -> written.addAndGet(call == HookedStorage.Call.WRITE ? count : 0));
            for (int i = 0; i < all.length; i += 500) {
                stack.push(Arrays.copyOfRange(all, i, i + 500));
            }
            assertTrue(written.get() > 3_900_000, "spilled: " + written);
            assertEquals(0L, Tasks.call(stack::length));
        });
        storage.hook(HookedStorage.Hook.NONE);
        assertPayload(Bytes.concat(of(0), all), stack);
        stack.close();
        assertArrayEquals(fileAtRest(Bytes.concat(of(0), all)), storage.bytes());
    }

    @Test
    void a_large_transaction_that_is_rolled_back_leaves_no_trace() throws IOException {
        byte[] before = Bytes.random(50_000, 2);
        stack.push(before);
        assertThrows(
                ArithmeticException.class,
                () -> stack.transact(() -> {
                    for (int i = 0; i < 400; i++) {
                        stack.push(Bytes.filled(1000, i));
                        stack.set(i * 100, Bytes.filled(100, i));
                    }
                    stack.set(0, new byte[40_000]);
                    stack.discard(440_000);
                    stack.push(new byte[100_000]);
                    throw new ArithmeticException();
                }));
        assertPayload(before, stack);
        stack.push(of(1));
        stack.close();
        assertArrayEquals(fileAtRest(Bytes.concat(before, of(1))), storage.bytes());
    }

    @Test
    void very_many_small_ranges_can_change_in_one_transaction() throws IOException {
        byte[] all = new byte[400_000];
        stack.extend(all.length);
        stack.transact(() -> {
            for (int i = 0; i < all.length; i += 4) {
                all[i] = (byte) (i / 4 + 1);
                stack.set(i, of(all[i]));
            }
        });
        assertPayload(all, stack);
        stack.transact(() -> {
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < 20_000; i++) {
                int at = random.nextInt(all.length - 30);
                byte[] data = Bytes.filled(random.nextInt(1, 30), i);
                System.arraycopy(data, 0, all, at, data.length);
                stack.set(at, data);
            }
            assertArrayEquals(all, stack.peek(0));
        });
        assertPayload(all, stack);
        stack.close();
        assertArrayEquals(fileAtRest(all), storage.bytes());
    }

    @Test
    void the_last_push_of_a_transaction_that_spilled_does_not_overwrite_what_was_spilled() throws IOException {
        for (int count = 1; count < 60; count++) {
            byte[] before = stack.peek(0);
            byte[] set = Bytes.random(before.length, count);
            byte[] pushed = Bytes.random(count * 97, count + 1000);
            stack.transact(() -> {
                for (int i = 0; i < set.length; i += 1500) {
                    stack.set(i, Arrays.copyOfRange(set, i, Math.min(i + 1500, set.length)));
                }
                stack.push(pushed);
            });
            assertPayload(Bytes.concat(set, pushed), stack);
        }
    }

    @Test
    void a_tail_can_be_replaced_by_one_that_is_many_times_larger_than_the_file() throws IOException {
        byte[] small = Bytes.random(100_000, 1);
        byte[] large = Bytes.random(10_000_000, 2);
        stack.push(small);
        stack.replaceTail(small.length, large);
        assertPayload(large, stack);
    }

    @Test
    void a_commit_larger_than_the_journal_gets_a_larger_journal_and_the_next_ones_fit() throws IOException {
        stack.extend(100_000);
        stack.transact(() -> {
            for (int i = 0; i < 90_000; i += 40) {
                stack.set(i, of(1, 2));
            }
        });
        for (int i = 0; i < 2000; i++) {
            stack.set(i * 40L, of(3));
        }
        assertArrayEquals(of(3, 2, 0), stack.get(39 * 40, 39 * 40 + 3));
    }
}
