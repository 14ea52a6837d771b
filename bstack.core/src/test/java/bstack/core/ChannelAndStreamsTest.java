package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stack as a channel and as streams. */
final class ChannelAndStreamsTest {
    private BStack stack;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(Storage.memory());
        stack.push(of(0, 1, 2, 3));
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    @Test
    void a_channel_reads_from_its_position_up_to_the_end() throws IOException {
        try (SeekableByteChannel channel = stack.channel()) {
            ByteBuffer three = ByteBuffer.allocate(3);
            assertEquals(4, channel.size());
            assertEquals(3, channel.read(three));
            assertEquals(3, channel.position());
            assertEquals(1, channel.read(three.clear()));
            assertEquals(-1, channel.read(three));
            assertEquals(0, channel.read(ByteBuffer.allocate(0)));
            assertEquals(4, channel.position());
            assertEquals(2, channel.position(2).read(ByteBuffer.allocate(9)));
        }
    }

    @Test
    void a_channel_may_stand_behind_the_end_but_not_before_the_start() throws IOException {
        SeekableByteChannel channel = stack.channel();
        assertEquals(-1, channel.position(Long.MAX_VALUE).read(ByteBuffer.allocate(1)));
        assertThrows(IllegalArgumentException.class, () -> channel.position(-1));
        channel.position(4);
        stack.push(of(4));
        assertEquals(1, channel.read(ByteBuffer.allocate(3)));
    }

    @Test
    void a_channel_never_writes_and_once_closed_does_nothing() throws IOException {
        SeekableByteChannel channel = stack.channel();
        assertThrows(NonWritableChannelException.class, () -> channel.write(ByteBuffer.allocate(1)));
        assertThrows(NonWritableChannelException.class, () -> channel.truncate(0));
        assertTrue(channel.isOpen());
        channel.close();
        channel.close();
        assertFalse(channel.isOpen());
        assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, channel::position);
        assertThrows(ClosedChannelException.class, channel::size);
        assertPayload(of(0, 1, 2, 3), stack);
    }

    @Test
    void a_channel_on_a_closed_stack_is_refused() throws IOException {
        SeekableByteChannel channel = stack.channel();
        stack.close();
        assertThrows(IllegalStateException.class, () -> channel.read(ByteBuffer.allocate(1)));
    }

    @Test
    void an_input_stream_reads_from_an_offset_to_the_end() throws IOException {
        try (InputStream in = stack.inputStream(1)) {
            assertEquals(3, in.available());
            assertEquals(1, in.read());
            assertArrayEquals(of(2, 3), in.readAllBytes());
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(new byte[2]));
            assertEquals(0, in.read(new byte[2], 1, 0));
            assertEquals(0, in.available());
        }
        assertEquals(-1, stack.inputStream(9).read());
        assertThrows(IllegalArgumentException.class, () -> stack.inputStream(-1));
    }

    @Test
    void bytes_are_read_as_numbers_from_0_to_255() throws IOException {
        stack.push(of(0xFF));
        assertEquals(255, stack.inputStream(4).read());
    }

    @Test
    void skipping_ends_at_the_end_and_never_goes_back() throws IOException {
        InputStream in = stack.inputStream(0);
        assertEquals(3, in.skip(3));
        assertEquals(0, in.skip(-1));
        assertEquals(1, in.skip(Long.MAX_VALUE));
        stack.discard(2);
        assertEquals(0, in.skip(5));
        assertEquals(-1, in.read());
    }

    @Test
    void each_write_of_an_output_stream_is_one_push() throws IOException {
        try (OutputStream out = stack.outputStream()) {
            out.write(0x1FF);
            out.write(of(8, 9, 10), 1, 2);
            out.write(new byte[0]);
            out.flush();
        }
        assertPayload(of(0, 1, 2, 3, 0xFF, 9, 10), stack);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.outputStream().write(new byte[2], 1, 2));
    }
}
