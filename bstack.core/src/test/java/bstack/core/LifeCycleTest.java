package bstack.core;

import static bstack.core.Bytes.fileAtRest;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing, checkpoints, and what a stack that is closed does. */
final class LifeCycleTest {
    private final HookedStorage storage = new HookedStorage();

    @Test
    void a_closed_stack_refuses_everything_and_can_be_closed_again() throws IOException {
        BStack stack = BStack.open(storage);
        stack.push(of(1));
        stack.close();
        stack.close();
        assertTrue(storage.isClosed());
        List<TransactionRunnable> uses = List.of(
                () -> stack.push(of(1)),
                () -> stack.push(of()),
                () -> stack.extend(0),
                () -> stack.pop(0),
                () -> stack.popInto(ByteBuffer.allocate(0)),
                () -> stack.discard(0),
                () -> stack.set(0, of()),
                () -> stack.zero(0, 0),
                () -> stack.getAndSet(0, of()),
                () -> stack.compareAndSet(0, of(), of()),
                () -> stack.compareAndSet(0, of(), of(1)),
                () -> stack.get(0, 0),
                () -> stack.get(0, 100_000),
                () -> stack.peek(0),
                () -> stack.getInto(0, ByteBuffer.allocate(1)),
                () -> stack.length(),
                () -> stack.isEmpty(),
                () -> stack.transact(() -> 1),
                () -> stack.checkpoint(),
                () -> stack.lockUpTo(0),
                () -> stack.inputStream(0).read(),
                () -> stack.channel().size());
        for (TransactionRunnable use : uses) {
            assertThrows(IllegalStateException.class, use::run);
        }
        assertEquals("hooked", stack.name());
    }

    @Test
    void a_checkpoint_leaves_the_file_at_rest_and_the_stack_goes_on() throws IOException {
        try (BStack stack = BStack.open(storage)) {
            stack.checkpoint();
            for (int i = 0; i < 5; i++) {
                stack.push(of(i));
                assertEquals((byte) 0x81, storage.bytes()[5]);
                stack.checkpoint();
                stack.checkpoint();
                assertArrayEquals(fileAtRest(stack.peek(0)), storage.bytes());
            }
        }
        assertArrayEquals(fileAtRest(of(0, 1, 2, 3, 4)), storage.bytes());
    }

    @Test
    void a_stack_that_was_only_read_is_closed_without_a_write() throws IOException {
        BStack.open(storage).close();
        HookedStorage again = storage.survivor().hook((call, position, count) -> {
            if (call == HookedStorage.Call.WRITE_DURABLY || call == HookedStorage.Call.WRITE) {
                throw new AssertionError(call);
            }
        });
        BStack.open(again).close();
    }

    @Test
    void an_overwrite_of_state_happens_by_single_bytes_between_flushes() throws IOException {
        BStack stack = BStack.open(storage);
        storage.hook((call, position, count) -> {
            boolean writes = call == HookedStorage.Call.WRITE || call == HookedStorage.Call.WRITE_DURABLY;
            if (writes && position <= 5 && position + count > 5 && count > 1) {
                assertEquals(16, count, "the header rewritten with the same bytes");
                assertEquals(0x01, storage.bytes()[5]);
            }
            if (writes && position < 16 && position + count > 8 && count != 16) {
                assertEquals((byte) 0x81, storage.bytes()[5], "the length changes only while attached");
            }
        });
        for (int i = 0; i < 4; i++) {
            stack.push(new byte[100_000]);
            stack.checkpoint();
            stack.push(of(1));
        }
        stack.close();
        assertEquals(400_004, BStack.open(storage.survivor()).length());
    }

    @Test
    void options_out_of_range_are_refused_and_the_others_kept() {
        BStackOptions options = BStackOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> options.journalSize(16 * 1024 - 1));
        assertThrows(IllegalArgumentException.class, () -> options.journalSize((1L << 30) + 1));
        assertThrows(IllegalArgumentException.class, () -> options.preallocation(-1));
        assertThrows(IllegalArgumentException.class, () -> options.preallocation((1L << 30) + 1));
        assertThrows(NullPointerException.class, () -> options.access(null));
        BStackOptions changed = options.journalSize(20_000)
                .preallocation(5)
                .access(BStackOptions.Access.NATIVE)
                .createsMissing(false);
        assertEquals(20_000, changed.journalSize());
        assertEquals(5, changed.preallocation());
        assertEquals(BStackOptions.Access.NATIVE, changed.access());
        assertEquals(false, changed.createsMissing());
    }

    @Test
    void a_journal_size_that_is_no_multiple_of_anything_works() throws IOException {
        try (BStack stack = BStack.open(
                storage, BStackOptions.defaults().journalSize(20_001).preallocation(777))) {
            for (int i = 0; i < 300; i++) {
                stack.push(Bytes.filled(i * 7, i));
            }
            assertEquals(7L * 300 * 299 / 2, stack.length());
        }
        assertEquals(7 * 300 * 299 / 2 + 16, storage.bytes().length);
    }
}
