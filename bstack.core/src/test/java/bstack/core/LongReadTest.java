package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads of many megabytes, beside commits that neither wait for them nor show in a part of them. */
final class LongReadTest {
    private static final int LENGTH = 9 << 20;

    private HookedStorage storage;
    private BStack stack;
    private byte[] model;
    /** What happens after so many more reads of the medium. */
    private int countdown = -1;

    /** Something that commits. */
    private interface Change {
        void make() throws IOException;
    }

    private void open(int length) throws IOException {
        storage = new HookedStorage();
        stack = BStack.open(storage);
        model = Bytes.random(length, 1);
        stack.push(model);
    }

    private void duringReads(int from, int times, Change change) {
        countdown = from;
        int[] left = {times};
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.READ && count > 100_000 && left[0] > 0 && countdown-- <= 0) {
                left[0]--;
                int rest = left[0];
                left[0] = 0; // what the change itself reads does not count
                change.make();
                left[0] = rest;
            }
        });
    }

    private void set(long at, byte[] data) throws IOException {
        stack.set(at, data);
        System.arraycopy(data, 0, model, (int) at, data.length);
    }

    private byte[] read(int way) throws IOException {
        return switch (way) {
            case 0 -> stack.peek(0);
            case 1 -> stack.get(0, stack.length());
            default -> {
                ByteBuffer dst = way == 2 ? ByteBuffer.allocate(LENGTH) : ByteBuffer.allocateDirect(LENGTH);
                stack.getInto(0, dst);
                byte[] bytes = new byte[LENGTH];
                dst.flip().get(bytes);
                yield bytes;
            }
        };
    }

    @Test
    void commits_in_the_middle_of_it_are_all_in_what_it_gives() throws IOException {
        for (int way = 0; way < 4; way++) {
            for (int from = 0; from < 9; from++) {
                open(LENGTH);
                SplittableRandom random = new SplittableRandom(from);
                duringReads(from, 5, () -> {
                    set(random.nextInt(LENGTH - 500), Bytes.random(500, random.nextInt()));
                    set(random.nextInt(LENGTH - 400_000), Bytes.random(400_000, random.nextInt()));
                    stack.transact(() -> {
                        set(0, Bytes.random(100, random.nextInt()));
                        set(LENGTH - 100, Bytes.random(100, random.nextInt()));
                    });
                });
                byte[] found = read(way);
                assertEquals(-1, Arrays.mismatch(model, found), "way %d, from %d".formatted(way, from));
                storage.hook(HookedStorage.Hook.NONE);
                stack.close();
            }
        }
    }

    @Test
    void what_is_pushed_and_popped_meanwhile_is_in_it_or_gone() throws IOException {
        for (int grow = -3; grow <= 3; grow++) {
            open(LENGTH);
            int by = grow * 700_000;
            // No more than leaves a long part to be read: the last short one is read while nothing can change.
            duringReads(2, 2, () -> {
                if (by < 0) {
                    stack.discard(-by);
                    model = Arrays.copyOf(model, model.length + by);
                } else {
                    byte[] more = Bytes.random(by, by);
                    stack.push(more);
                    model = Bytes.concat(model, more);
                }
            });
            byte[] found = stack.peek(0);
            assertEquals(-1, Arrays.mismatch(model, found), "by " + by);
            stack.close();
        }
    }

    @Test
    void bytes_that_are_popped_and_pushed_again_are_the_new_ones() throws IOException {
        open(LENGTH);
        duringReads(7, 1, () -> {
            stack.discard(6 << 20);
            stack.checkpoint();
            byte[] other = Bytes.random(6 << 20, 77);
            stack.push(other);
            System.arraycopy(other, 0, model, 3 << 20, other.length);
        });
        assertArrayEquals(model, stack.peek(0));
        stack.close();
    }

    @Test
    void a_range_that_is_cut_off_meanwhile_is_refused() throws IOException {
        open(LENGTH);
        duringReads(3, 1, () -> stack.discard(100));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(0, LENGTH));
        storage.hook(HookedStorage.Hook.NONE);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.peek(LENGTH));
        stack.close();
    }

    @Test
    void a_stack_that_is_closed_meanwhile_refuses_it() throws IOException {
        open(LENGTH);
        duringReads(3, 1, () -> stack.close());
        assertThrows(IllegalStateException.class, () -> stack.peek(0));
    }

    @Test
    void it_ends_although_each_piece_meets_a_large_commit() throws IOException {
        open(LENGTH);
        int[] n = {0};
        duringReads(0, 100, () -> set(n[0]++ % 2 * (4 << 20), Bytes.random(2 << 20, n[0])));
        assertArrayEquals(model, stack.peek(0));
        assertTrue(n[0] > 16, "" + n[0]);
        stack.close();
    }

    /** Every commit writes one number to many places; the seed is fixed by {@code -Dbstack.seed=N}. */
    @ParameterizedTest
    @MethodSource("bstack.core.Medium#available")
    void each_shows_one_commit_whatever_the_medium(Medium medium, @TempDir Path directory) throws Exception {
        SplittableRandom random = new SplittableRandom(Long.getLong("bstack.seed", 1));
        BStack shared = medium.place(directory, BStackOptions.defaults()).open();
        shared.push(new byte[LENGTH]);
        AtomicBoolean end = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 1; !end.get(); i++) {
                    byte[] number = ByteBuffer.allocate(8).putLong(i).array();
                    int turn = i;
                    shared.transact(() -> {
                        for (int at = 0; at + 8 <= LENGTH; at += 300_000) {
                            shared.set(at, number);
                        }
                        if (turn % 3 == 0) {
                            shared.push(new byte[5_000]);
                        } else if (turn % 3 == 1) {
                            shared.discard(shared.length() - LENGTH);
                        }
                    });
                    if (turn % 40 == 0) {
                        shared.checkpoint();
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 30; i++) {
                int skip = 300_000 * random.nextInt(3);
                byte[] seen = i % 2 == 0 ? shared.peek(skip) : shared.get(skip, LENGTH);
                assertFalse(Thread.currentThread().isInterrupted(), "read %d has interrupted its thread".formatted(i));
                long first = ByteBuffer.wrap(seen).getLong(0);
                for (int at = 0; at + skip + 8 <= LENGTH; at += 300_000) {
                    assertEquals(first, ByteBuffer.wrap(seen).getLong(at), "at %d of read %d".formatted(at + skip, i));
                }
            }
        } finally {
            end.set(true);
            writer.join();
            shared.close();
        }
        assertEquals(null, failure.get());
    }
}
