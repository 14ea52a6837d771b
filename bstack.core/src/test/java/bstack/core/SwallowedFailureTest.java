package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction whose body catches the exception of a failed write or flush, and goes on: nothing more is written. */
final class SwallowedFailureTest {
    private final HookedStorage storage = new HookedStorage();

    /** Makes the n-th durable write or flush from now on fail; whatever would be written afterwards is an error. */
    private void failAt(int n) {
        int[] flushes = new int[1];
        storage.hook((call, position, count) -> {
            boolean flush = call == HookedStorage.Call.SYNC || call == HookedStorage.Call.WRITE_DURABLY;
            boolean change = flush || call == HookedStorage.Call.WRITE || call == HookedStorage.Call.RESIZE;
            if (flushes[0] >= n && change) {
                throw new AssertionError(call + " at " + position + " after the failure");
            }
            if (flush && ++flushes[0] == n) {
                throw new IOException("injected");
            }
        });
    }

    private void assertStops(BStack stack, byte[] more) throws IOException {
        byte[] before = stack.peek(0);
        assertThrows(
                BStackFailedException.class,
                () -> stack.transact(() -> {
                    stack.set(0, new byte[] {1});
                    assertThrows(BStackFailedException.class, () -> stack.push(more));
                    assertThrows(BStackFailedException.class, () -> stack.set(1, new byte[] {2}));
                }));
        stack.close();
        try (BStack again = BStack.open(storage.survivor())) {
            assertArrayEquals(before, again.peek(0));
        }
    }

    /** C, D, A and B of a move, and the flush of the data. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void in_a_move(int flush) throws IOException {
        BStack stack = BStack.open(storage, BStackOptions.defaults().preallocation(0));
        stack.push(Bytes.random(1_000, 1));
        failAt(flush);
        if (flush < 5) {
            assertStops(stack, new byte[3 << 20]);
        } else {
            assertThrows(BStackFailedException.class, () -> stack.push(new byte[3 << 20]));
            stack.close();
        }
    }

    /** G and H of the checkpoint that lets data be written below what frames have named. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void in_a_checkpoint(int flush) throws IOException {
        BStack stack = BStack.open(storage);
        stack.push(Bytes.random(1_000, 1));
        stack.discard(500);
        failAt(flush);
        assertStops(stack, new byte[300 << 10]);
        assertTrue(storage.isClosed());
    }

    /** A0, A and B. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void in_an_attach(int flush) throws IOException {
        BStack stack = BStack.open(storage);
        stack.push(Bytes.random(1_000, 1));
        stack.checkpoint();
        failAt(flush);
        assertStops(stack, new byte[300 << 10]);
    }
}
