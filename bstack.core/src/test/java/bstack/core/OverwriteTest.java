package bstack.core;

import static bstack.core.Bytes.EMPTY;
import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What changes bytes of the payload and leaves its length as it is; and reading. */
@ParameterizedClass
@MethodSource("bstack.core.Medium#available")
final class OverwriteTest {
    private final Medium medium;
    private BStack stack;

    @TempDir
    Path directory;

    OverwriteTest(Medium medium) {
        this.medium = medium;
    }

    @BeforeEach
    void open() throws IOException {
        stack = medium.place(directory, Medium.TIGHT).open();
        stack.push(of(0, 1, 2, 3, 4, 5, 6, 7));
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    @Test
    void a_set_overwrites_up_to_the_end_but_never_resizes() throws IOException {
        stack.set(1, of(11, 12));
        ByteBuffer b = Bytes.direct(of(16, 17));
        stack.set(6, b);
        assertEquals(0, b.remaining());
        assertPayload(of(0, 11, 12, 3, 4, 5, 16, 17), stack);
        b.flip().position(3);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.set(7, b));
        assertEquals(3, b.position());
        assertThrows(IndexOutOfBoundsException.class, () -> stack.set(8, of(1)));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.set(-1, of(1)));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.set(0, new byte[9]));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.set(Long.MAX_VALUE, of(1)));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.set(Long.MIN_VALUE, of(1)));
        assertPayload(of(0, 11, 12, 3, 4, 5, 16, 17), stack);
    }

    @Test
    void bytes_can_be_zeroed() throws IOException {
        stack.zero(2, 3);
        assertPayload(of(0, 1, 0, 0, 0, 5, 6, 7), stack);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.zero(6, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.zero(6, Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.zero(-1, 2));
    }

    @Test
    void get_and_set_returns_what_was_there() throws IOException {
        assertArrayEquals(of(3, 4), stack.getAndSet(3, of(13, 14)));
        assertArrayEquals(EMPTY, stack.getAndSet(3, EMPTY));
        assertPayload(of(0, 1, 2, 13, 14, 5, 6, 7), stack);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.getAndSet(7, of(1, 2)));
    }

    @Test
    void compare_and_set_changes_only_what_is_as_expected() throws IOException {
        assertTrue(stack.compareAndSet(3, of(3, 4), of(13, 14)));
        assertFalse(stack.compareAndSet(3, of(3, 4), of(23, 24)));
        assertFalse(stack.compareAndSet(3, of(13, 14), of(23)));
        assertTrue(stack.compareAndSet(3, EMPTY, EMPTY));
        assertPayload(of(0, 1, 2, 13, 14, 5, 6, 7), stack);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.compareAndSet(7, of(7, 8), of(1, 2)));
    }

    @Test
    void an_update_gets_the_bytes_and_writes_what_the_function_leaves_in_the_array() throws IOException {
        stack.update(1, 4, bytes -> {
            assertArrayEquals(of(1, 2, 3), bytes);
            bytes[1] = 99;
        });
        assertPayload(of(0, 1, 99, 3, 4, 5, 6, 7), stack);
    }

    @Test
    void an_update_of_an_empty_range_checks_it_and_calls_the_function() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        stack.update(8, 8, bytes -> calls.addAndGet(1 + bytes.length));
        assertEquals(1, calls.get());
        assertThrows(IndexOutOfBoundsException.class, () -> stack.update(9, 9, bytes -> calls.incrementAndGet()));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.update(3, 2, bytes -> calls.incrementAndGet()));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.update(-1, 2, bytes -> calls.incrementAndGet()));
        assertEquals(1, calls.get());
    }

    @Test
    void an_update_whose_function_throws_changes_nothing() throws IOException {
        assertThrows(
                ArithmeticException.class,
                () -> stack.update(0, 8, bytes -> {
                    Arrays.fill(bytes, (byte) 1);
                    throw new ArithmeticException();
                }));
        assertThrows(
                ArithmeticException.class,
                () -> stack.updateTail(8, bytes -> {
                    throw new ArithmeticException();
                }));
        assertPayload(of(0, 1, 2, 3, 4, 5, 6, 7), stack);
    }

    @Test
    void ranges_are_read_and_those_outside_refused() throws IOException {
        assertArrayEquals(of(2, 3), stack.get(2, 4));
        assertArrayEquals(EMPTY, stack.get(8, 8));
        assertArrayEquals(EMPTY, stack.peek(8));
        assertArrayEquals(of(6, 7), stack.peek(6));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(7, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(9, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(4, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(-1, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(Long.MIN_VALUE, Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(0, Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.get(Long.MAX_VALUE - 1, Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.peek(9));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.peek(-1));
    }

    @Test
    void a_read_into_a_buffer_fills_it_wholly_or_leaves_its_position() throws IOException {
        ByteBuffer heap = ByteBuffer.allocate(6).position(1).limit(4);
        stack.getInto(2, heap);
        assertArrayEquals(of(0, 2, 3, 4, 0, 0), heap.array());
        assertEquals(4, heap.position());
        ByteBuffer direct = ByteBuffer.allocateDirect(3);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.getInto(6, direct));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.peekInto(-1, direct));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.getInto(Long.MAX_VALUE, direct));
        assertEquals(0, direct.position());
        stack.peekInto(8, ByteBuffer.allocate(0));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.peekInto(9, ByteBuffer.allocate(0)));
    }

    @Test
    void a_large_overwrite_replaces_exactly_its_range() throws IOException {
        byte[] all = Bytes.random(500_000, 1);
        stack.replaceTail(8, all);
        for (int count : new int[] {1, 2047, 2048, 2049, 16 * 1024, 100_000, 400_000}) {
            byte[] data = Bytes.random(count, count);
            int at = (500_000 - count) / 2;
            stack.set(at, data);
            System.arraycopy(data, 0, all, at, count);
            assertPayload(all, stack);
        }
        stack.zero(100, 499_000);
        Arrays.fill(all, 100, 499_100, (byte) 0);
        assertPayload(all, stack);
    }

    @Test
    void a_result_too_large_for_an_array_is_refused_by_name_of_the_buffer_form() throws IOException {
        if (medium != Medium.NATIVE) {
            return;
        }
        try (BStack sparse = BStack.openReadOnly(BeyondArrays.file(directory))) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> sparse.peek(0));
            assertTrue(e.getMessage().contains("ByteBuffer"), e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> sparse.get(0, sparse.length()));
            ByteBuffer some = ByteBuffer.allocate(4);
            sparse.getInto(sparse.length() - 4, some);
            assertArrayEquals(new byte[4], some.array());
        }
    }
}
