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
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes the payload longer or shorter. */
@ParameterizedClass
@MethodSource("bstack.core.Medium#available")
final class PushAndPopTest {
    private final Medium medium;
    private Medium.Place place;
    private BStack stack;

    @TempDir
    Path directory;

    PushAndPopTest(Medium medium) {
        this.medium = medium;
    }

    @BeforeEach
    void open() throws IOException {
        place = medium.place(directory, Medium.TIGHT);
        stack = place.open();
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    @Test
    void a_push_returns_the_offset_where_its_data_begin() throws IOException {
        assertTrue(stack.isEmpty());
        assertEquals(0, stack.push(of(1, 2, 3)));
        assertEquals(3, stack.push(of(4)));
        assertFalse(stack.isEmpty());
        assertPayload(of(1, 2, 3, 4), stack);
    }

    @Test
    void a_push_of_a_buffer_takes_what_remains_and_advances_it() throws IOException {
        ByteBuffer heap = ByteBuffer.wrap(of(9, 1, 2, 9), 1, 2);
        ByteBuffer view =
                ByteBuffer.wrap(of(9, 9, 3, 4), 1, 3).slice().position(1).asReadOnlyBuffer();
        ByteBuffer direct = Bytes.direct(of(5, 6));
        stack.push(heap);
        stack.push(view);
        stack.push(direct);
        assertEquals(0, heap.remaining() + view.remaining() + direct.remaining());
        assertPayload(of(1, 2, 3, 4, 5, 6), stack);
    }

    @Test
    void what_was_pushed_is_the_stacks_own_copy() throws IOException {
        byte[] data = of(1, 2);
        stack.transact(() -> {
            stack.push(data);
            data[0] = 9;
        });
        data[1] = 9;
        assertPayload(of(1, 2), stack);
    }

    @Test
    void nothing_can_be_pushed_popped_extended_or_discarded_and_changes_no_byte_of_the_file() throws IOException {
        stack.push(of(1, 2));
        stack.checkpoint();
        byte[] before = place.bytes();
        assertEquals(2, stack.push(EMPTY));
        assertEquals(2, stack.push(ByteBuffer.allocate(0)));
        assertEquals(2, stack.extend(0));
        assertEquals(0, stack.pop(0).length);
        stack.popInto(ByteBuffer.allocate(0));
        stack.discard(0);
        stack.set(-5, EMPTY);
        stack.zero(99, 0);
        assertArrayEquals(before, place.bytes());
    }

    @Test
    void extending_appends_zeros_also_where_other_bytes_were_before() throws IOException {
        stack.push(Bytes.filled(5000, 7));
        stack.discard(4990);
        assertEquals(10, stack.extend(4000));
        assertPayload(Bytes.concat(Bytes.filled(10, 7), new byte[4000]), stack);
        stack.discard(4000);
        assertEquals(10, stack.extend(100_000));
        assertPayload(Bytes.concat(Bytes.filled(10, 7), new byte[100_000]), stack);
    }

    @Test
    void a_pop_may_span_several_pushes_and_a_part_of_one() throws IOException {
        stack.push(of(1, 2, 3));
        stack.push(of(4));
        stack.push(of(5, 6));
        assertArrayEquals(of(3, 4, 5, 6), stack.pop(4));
        assertPayload(of(1, 2), stack);
        ByteBuffer b = Bytes.direct(new byte[2]);
        stack.popInto(b);
        assertEquals(ByteBuffer.wrap(of(1, 2)), b.flip().position(3));
        assertTrue(stack.isEmpty());
    }

    @Test
    void popping_more_than_there_is_is_refused_and_changes_neither_stack_nor_buffer() throws IOException {
        stack.push(of(1, 2));
        ByteBuffer b = ByteBuffer.allocate(5).position(2);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.pop(3));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.discard(3));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.discard(Long.MAX_VALUE));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.popInto(b));
        assertEquals(2, b.position());
        assertPayload(of(1, 2), stack);
    }

    @Test
    void reading_into_a_read_only_buffer_is_refused_alike_on_every_medium() throws IOException {
        stack.push(of(1, 2));
        ByteBuffer sealed = ByteBuffer.allocate(2).asReadOnlyBuffer();
        assertThrows(ReadOnlyBufferException.class, () -> stack.getInto(0, sealed));
        assertThrows(ReadOnlyBufferException.class, () -> stack.peekInto(0, sealed));
        assertThrows(IllegalArgumentException.class, () -> stack.channel().read(sealed));
        assertEquals(0, sealed.position());
        assertPayload(of(1, 2), stack);
    }

    @Test
    void popping_into_a_read_only_buffer_is_refused_and_removes_nothing() throws IOException {
        stack.push(of(1, 2));
        assertThrows(
                ReadOnlyBufferException.class,
                () -> stack.popInto(ByteBuffer.allocate(2).asReadOnlyBuffer()));
        assertPayload(of(1, 2), stack);
    }

    @Test
    void a_negative_number_of_bytes_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> stack.pop(-1));
        assertThrows(IllegalArgumentException.class, () -> stack.discard(-1));
        assertThrows(IllegalArgumentException.class, () -> stack.extend(-1));
        assertThrows(IllegalArgumentException.class, () -> stack.extend(Long.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> stack.zero(0, -1));
        assertThrows(IllegalArgumentException.class, () -> stack.replaceTail(-1, EMPTY));
        assertThrows(IllegalArgumentException.class, () -> stack.splice(-1, EMPTY));
        assertThrows(IllegalArgumentException.class, () -> stack.updateTail(-1, b -> b));
        assertThrows(IllegalArgumentException.class, () -> stack.tryDiscard(0, -1));
    }

    @Test
    void a_length_near_the_largest_number_is_refused_and_changes_nothing() throws IOException {
        stack.push(of(1, 2));
        assertThrows(IllegalArgumentException.class, () -> stack.extend(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> stack.extend(Long.MAX_VALUE - 2));
        assertThrows(IllegalArgumentException.class, () -> stack.extend(Long.MAX_VALUE - 50));
        assertPayload(of(1, 2), stack);
        stack.push(of(3));
        assertPayload(of(1, 2, 3), stack);
    }

    @Test
    void a_length_that_no_medium_has_room_for_is_refused_and_the_stack_goes_on() throws IOException {
        stack.push(of(1, 2));
        assertThrows(BStackNoSpaceException.class, () -> stack.extend(1L << 62));
        assertThrows(BStackNoSpaceException.class, () -> stack.transact(() -> stack.extend(1L << 61)));
        assertPayload(of(1, 2), stack);
        stack.checkpoint();
        assertThrows(BStackNoSpaceException.class, () -> stack.extend(1L << 60));
        stack.push(of(3));
        assertPayload(of(1, 2, 3), stack);
    }

    @Test
    void the_tail_can_be_replaced_by_more_or_fewer_bytes() throws IOException {
        stack.push(of(1, 2, 3));
        stack.replaceTail(2, of(7, 8, 9, 10));
        assertPayload(of(1, 7, 8, 9, 10), stack);
        stack.replaceTail(4, of(5));
        assertPayload(of(1, 5), stack);
        stack.replaceTail(0, of(6));
        stack.replaceTail(0, EMPTY);
        assertPayload(of(1, 5, 6), stack);
        stack.replaceTail(3, EMPTY);
        assertPayload(EMPTY, stack);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.replaceTail(1, of(1)));
    }

    @Test
    void a_splice_returns_what_it_removed() throws IOException {
        stack.push(of(1, 2, 3));
        assertArrayEquals(of(2, 3), stack.splice(2, of(4)));
        assertPayload(of(1, 4), stack);
        assertArrayEquals(EMPTY, stack.splice(0, EMPTY));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.splice(3, of(1)));
        assertPayload(of(1, 4), stack);
    }

    @Test
    void the_tail_can_be_made_into_something_of_another_length() throws IOException {
        stack.push(of(1, 2, 3));
        stack.updateTail(2, tail -> Bytes.concat(tail, tail));
        assertPayload(of(1, 2, 3, 2, 3), stack);
        stack.updateTail(4, tail -> EMPTY);
        stack.updateTail(0, tail -> of(5 + tail.length));
        assertPayload(of(1, 5), stack);
        assertThrows(NullPointerException.class, () -> stack.updateTail(1, tail -> null));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.updateTail(3, tail -> tail));
        assertPayload(of(1, 5), stack);
    }

    @Test
    void extending_or_discarding_on_condition_happens_only_if_the_length_is_the_expected_one() throws IOException {
        assertTrue(stack.tryExtend(0, of(1, 2)));
        assertFalse(stack.tryExtend(0, of(3)));
        assertFalse(stack.tryExtend(-1, of(3)));
        assertTrue(stack.tryExtend(2, EMPTY));
        assertFalse(stack.tryDiscard(3, 1));
        assertFalse(stack.tryDiscard(3, 100));
        assertTrue(stack.tryDiscard(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.tryDiscard(2, 3));
        assertTrue(stack.tryDiscard(2, 1));
        assertPayload(of(1), stack);
    }

    @Test
    void data_larger_than_the_journal_can_be_pushed_replaced_and_popped() throws IOException {
        byte[] first = Bytes.random(200_000, 1);
        byte[] second = Bytes.random(3_000_000, 2);
        stack.push(first);
        stack.push(of(1));
        stack.replaceTail(100_001, second);
        assertPayload(Bytes.concat(Arrays.copyOf(first, 100_000), second), stack);
        stack.replaceTail(stack.length(), Bytes.random(9_000_000, 3));
        stack.close();
        try (BStack again = place.open()) {
            assertArrayEquals(Bytes.random(9_000_000, 3), again.pop(9_000_000));
        }
    }
}
