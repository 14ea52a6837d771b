package bstack.spi;

import static bstack.spi.BStackSliceTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.TransactionRunnable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SliceChannelAndStreamsTest {
    private BStack stack;
    private BStackSlice slice;

    @BeforeEach
    void allocateSixBytesBeforeANeighbour() throws IOException {
        stack = Stacks.memory();
        LinearBStackAllocator allocator = LinearBStackAllocator.open(stack);
        slice = allocator.alloc(6);
        slice.write(bytes(1, 2, 3, 4, 5, 6));
        allocator.alloc(2).write(bytes(0xEE, 0xEE));
    }

    @Test
    void aChannelReadsToTheEndOfTheSliceAndThenSaysSo() throws IOException {
        try (SeekableByteChannel channel = slice.channel()) {
            ByteBuffer four = ByteBuffer.allocate(4);
            assertEquals(4, channel.read(four));
            assertEquals(4, channel.position());
            assertEquals(2, channel.read(four.clear()));
            assertEquals(6, four.get(1));
            assertEquals(-1, channel.read(four.clear()));
            assertEquals(6, channel.size());
            assertEquals(-1, channel.position(1_000).read(four));
        }
    }

    @Test
    void aChannelWritesWhatFitsAndNeverGrowsTheSlice() throws IOException {
        try (SeekableByteChannel channel = slice.channel()) {
            ByteBuffer data = ByteBuffer.wrap(bytes(10, 11, 12, 13));
            assertEquals(2, channel.position(4).write(data));
            assertEquals(2, data.position());
            assertEquals(4, data.limit());
            assertThrows(IndexOutOfBoundsException.class, () -> channel.write(data));
            assertEquals(2, data.position());
            assertEquals(0, channel.write(ByteBuffer.allocate(0)));
            channel.position(Long.MAX_VALUE);
            assertThrows(IndexOutOfBoundsException.class, () -> channel.write(data));
        }
        assertArrayEquals(bytes(1, 2, 3, 4, 10, 11, 0xEE, 0xEE), stack.peek(0));
    }

    @Test
    void aChannelRefusesToReadIntoAReadOnlyBuffer() {
        ByteBuffer sealed = ByteBuffer.allocate(1).asReadOnlyBuffer();
        assertThrows(IllegalArgumentException.class, () -> slice.channel().read(sealed));
    }

    @Test
    void aChannelCannotBeCutAndRefusesAPositionBeforeTheSlice() throws IOException {
        try (SeekableByteChannel channel = slice.channel()) {
            assertThrows(UnsupportedOperationException.class, () -> channel.truncate(5));
            assertThrows(IllegalArgumentException.class, () -> channel.truncate(-1));
            assertThrows(IllegalArgumentException.class, () -> channel.position(-1));
            assertEquals(6, channel.position(9).truncate(6).position());
            assertEquals(6, channel.size());
        }
    }

    @Test
    void aClosedChannelRefusesEverythingAndLeavesTheStackOpen() throws IOException {
        SeekableByteChannel channel = slice.channel();
        assertTrue(channel.isOpen());
        channel.close();
        channel.close();
        assertFalse(channel.isOpen());
        assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> channel.write(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, channel::position);
        assertThrows(ClosedChannelException.class, () -> channel.position(0));
        assertThrows(ClosedChannelException.class, channel::size);
        assertThrows(ClosedChannelException.class, () -> channel.truncate(6));
        assertEquals(6, slice.read().length);
    }

    @Test
    void anInputStreamGivesTheSliceAndNothingBehindIt() throws IOException {
        try (InputStream in = slice.inputStream()) {
            assertEquals(6, in.available());
            assertEquals(1, in.read());
            in.mark(0);
            assertEquals(2, in.skip(2));
            assertEquals(0, in.skip(-5));
            assertEquals(0, in.read(new byte[0]));
            assertArrayEquals(bytes(4, 5, 6), in.readAllBytes());
            assertEquals(-1, in.read());
            assertEquals(0, in.skip(1));
            assertTrue(in.markSupported());
            in.reset();
            assertArrayEquals(bytes(2, 3, 4, 5, 6), in.readAllBytes());
        }
        slice.write(0, bytes(0xFF));
        assertEquals(255, slice.inputStream().read());
    }

    @Test
    void anOutputStreamWritesOverTheSliceAndRefusesWhatDoesNotFitAsAWhole() throws IOException {
        try (OutputStream out = slice.outputStream()) {
            out.write(9);
            out.write(bytes(0, 8, 7, 0), 1, 2);
            assertThrows(IndexOutOfBoundsException.class, () -> out.write(new byte[4]));
            out.write(bytes(6, 5, 4));
            out.write(new byte[0]);
            assertThrows(IndexOutOfBoundsException.class, () -> out.write(1));
        }
        assertArrayEquals(bytes(9, 8, 7, 6, 5, 4, 0xEE, 0xEE), stack.peek(0));
    }

    @Test
    void whatAStreamWritesInATransactionIsRolledBackWithIt() throws IOException {
        TransactionRunnable failing = () -> {
            slice.outputStream().write(bytes(0, 0, 0));
            throw new IOException("on purpose");
        };
        assertThrows(IOException.class, () -> stack.transact(failing));
        assertArrayEquals(bytes(1, 2, 3, 4, 5, 6), slice.read());
    }
}
