package bstack.core;

import static bstack.core.Bytes.EMPTY;
import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The prefix that is made immutable for a session. */
final class LockedPrefixTest {
    private final Storage storage = Storage.memory();
    private BStack stack;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(storage);
        stack.push(of(0, 1, 2, 3, 4, 5));
        stack.lockUpTo(4);
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    @Test
    void no_operation_touches_it() throws IOException {
        assertEquals(4, stack.lockedLength());
        assertThrows(IllegalStateException.class, () -> stack.set(3, of(9)));
        assertThrows(IllegalStateException.class, () -> stack.set(3, of(9, 9)));
        assertThrows(IllegalStateException.class, () -> stack.zero(0, 1));
        assertThrows(IllegalStateException.class, () -> stack.getAndSet(3, of(9)));
        assertThrows(IllegalStateException.class, () -> stack.compareAndSet(3, of(3), of(9)));
        assertThrows(IllegalStateException.class, () -> stack.update(3, 5, bytes -> {}));
        assertThrows(IllegalStateException.class, () -> stack.pop(3));
        assertThrows(IllegalStateException.class, () -> stack.discard(3));
        assertThrows(IllegalStateException.class, () -> stack.popInto(ByteBuffer.allocate(3)));
        assertThrows(IllegalStateException.class, () -> stack.replaceTail(3, of(9)));
        assertThrows(IllegalStateException.class, () -> stack.splice(3, of(9, 9, 9, 9)));
        assertThrows(IllegalStateException.class, () -> stack.updateTail(3, bytes -> bytes));
        assertThrows(IllegalStateException.class, () -> stack.tryDiscard(6, 3));
        assertThrows(IllegalStateException.class, () -> stack.transact(() -> stack.set(0, of(9))));
        assertPayload(of(0, 1, 2, 3, 4, 5), stack);
    }

    @Test
    void what_lies_behind_it_can_be_changed_as_ever() throws IOException {
        stack.set(4, of(14));
        stack.update(4, 6, bytes -> bytes[1]++);
        stack.update(2, 2, bytes -> assertEquals(0, bytes.length));
        assertTrue(stack.compareAndSet(4, of(14), of(24)));
        assertFalse(stack.tryDiscard(5, 3));
        stack.discard(2);
        stack.pop(0);
        stack.replaceTail(0, EMPTY);
        stack.push(of(7));
        assertPayload(of(0, 1, 2, 3, 7), stack);
    }

    @Test
    void it_only_grows_and_never_beyond_the_payload() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> stack.lockUpTo(3));
        assertThrows(IllegalArgumentException.class, () -> stack.lockUpTo(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.lockUpTo(7));
        assertEquals(4, stack.lockedLength());
        stack.lockUpTo(4);
        stack.lockUpTo(6);
        assertThrows(IllegalStateException.class, () -> stack.pop(1));
        assertThrows(IllegalStateException.class, () -> stack.transact(() -> stack.lockUpTo(6)));
    }

    @Test
    void it_lasts_for_the_session_only() throws IOException {
        stack.checkpoint();
        assertThrows(IllegalStateException.class, () -> stack.pop(3));
        stack.close();
        try (BStack again = BStack.open(storage)) {
            assertEquals(0, again.lockedLength());
            again.pop(6);
        }
    }
}
