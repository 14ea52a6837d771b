package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BStackSliceTest {
    private BStack stack;
    private LinearBStackAllocator allocator;
    private BStackSlice slice;

    /** Ten bytes 0 to 9 between two neighbours of 0xEE. */
    @BeforeEach
    void allocateASliceBetweenTwoNeighbours() throws IOException {
        stack = Stacks.memory();
        allocator = LinearBStackAllocator.open(stack);
        allocator.alloc(5).write(bytes(0xEE, 0xEE, 0xEE, 0xEE, 0xEE));
        slice = allocator.alloc(10);
        slice.write(bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        allocator.alloc(5).write(bytes(0xEE, 0xEE, 0xEE, 0xEE, 0xEE));
    }

    @Test
    void aSliceKnowsItsPlaceAndItsAllocator() {
        assertEquals(5, slice.start());
        assertEquals(15, slice.end());
        assertEquals(10, slice.length());
        assertFalse(slice.isEmpty());
        assertTrue(slice.subslice(3, 3).isEmpty());
        assertSame(allocator, slice.allocator());
        assertEquals("slice [5, 15)", slice.toString());
    }

    @Test
    void readGivesTheSlicesBytesAndReadOfARangeThoseOfTheRange() throws IOException {
        assertArrayEquals(bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), slice.read());
        assertArrayEquals(bytes(3, 4, 5), slice.read(3, 6));
        assertArrayEquals(bytes(), slice.read(10, 10));
    }

    @Test
    void whatIsShorterThanTheSliceIsWrittenOverItsFirstBytesAndWhatIsLongerRefused() throws IOException {
        slice.write(bytes(90, 91));
        assertArrayEquals(bytes(90, 91, 2, 3, 4, 5, 6, 7, 8, 9), slice.read());
        slice.write(bytes());
        assertOutside(() -> slice.write(new byte[11]));
        assertArrayEquals(bytes(90, 91, 2, 3, 4, 5, 6, 7, 8, 9), slice.read());
        slice.write(bytes(9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        assertArrayEquals(bytes(9, 8, 7, 6, 5, 4, 3, 2, 1, 0), slice.read());
        assertNeighboursAreWhole();
    }

    @Test
    void whatFitsIsWrittenOfWhatIsTooLong() throws IOException {
        slice.writeFitting(bytes(90, 91));
        assertArrayEquals(bytes(90, 91, 2, 3, 4, 5, 6, 7, 8, 9), slice.read());
        slice.writeFitting(new byte[100]);
        assertArrayEquals(new byte[10], slice.read());
        assertNeighboursAreWhole();
    }

    @Test
    void numbersAreLittleEndianAndReachTheirBytesOnly() throws IOException {
        slice.putLong(1, 0x0807_0605_0403_0201L);
        assertArrayEquals(bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), slice.read());
        slice.putLong(2, -2);
        assertEquals(-2, slice.getLong(2));
        assertArrayEquals(bytes(0, 1, -2, -1, -1, -1, -1, -1, -1, -1), slice.read());
        slice.putInt(6, 0x4433_2211);
        assertEquals(0x4433_2211, slice.getInt(6));
        assertEquals(0x4433_2211_FFFF_FFFEL, slice.getLong(2));
        assertArrayEquals(bytes(0, 1, -2, -1, -1, -1, 0x11, 0x22, 0x33, 0x44), slice.read());
        for (long wrong : new long[] {-1, 3, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertOutside(() -> slice.getLong(wrong));
            assertOutside(() -> slice.putLong(wrong, 1));
        }
        for (long wrong : new long[] {-1, 7, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertOutside(() -> slice.getInt(wrong));
            assertOutside(() -> slice.putInt(wrong, 1));
        }
        assertNeighboursAreWhole();
    }

    @Test
    void aHandleIsKeptInASlice() throws IOException {
        BStackSlice root = allocator.alloc(40);
        assertEquals(BStackSlice.of(allocator, 0, 0), root.getSlice(3));
        root.putSlice(5, slice);
        assertEquals(slice, root.getSlice(5));
        assertSame(allocator, root.getSlice(5).allocator());
        assertArrayEquals(slice.toBytes(), root.read(5, 5 + BStackSlice.BYTES));
        for (long wrong : new long[] {-1, 25, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertOutside(() -> root.getSlice(wrong));
            assertOutside(() -> root.putSlice(wrong, slice));
        }
    }

    @Test
    void theHandleOfAnotherAllocatorIsNotStored() throws IOException {
        BStackSlice root = allocator.alloc(16);
        try (LinearBStackAllocator other = LinearBStackAllocator.open(BStack.open(Storage.memory()))) {
            BStackSlice foreign = other.alloc(10);
            assertEquals(
                    "memory: the slice [0, 10) belongs to another allocator",
                    assertThrows(IllegalArgumentException.class, () -> root.putSlice(0, foreign))
                            .getMessage());
        }
        assertArrayEquals(new byte[16], root.read());
    }

    @Test
    void bytesThatNameNoPossibleSliceAreReportedWithTheirPlace() throws IOException {
        BStackSlice root = allocator.alloc(32);
        root.putLong(8, 5);
        root.putLong(16, -1);
        BStackCorruptException thrown = assertThrows(BStackCorruptException.class, () -> root.getSlice(8));
        assertEquals(16 + root.start() + 8, thrown.offset());
        assertEquals("start 5 and length 18446744073709551615", thrown.found());
        root.putLong(8, 2);
        root.putLong(16, Long.MAX_VALUE - 1);
        assertThrows(BStackCorruptException.class, () -> root.getSlice(8));
        root.putLong(16, Long.MAX_VALUE - 2);
        assertEquals(Long.MAX_VALUE, root.getSlice(8).end());
    }

    @Test
    void readIntoMovesTheCommonLengthAndAdvancesThePosition() throws IOException {
        ByteBuffer small = ByteBuffer.allocate(3);
        slice.readInto(2, small);
        assertArrayEquals(bytes(2, 3, 4), small.array());
        assertEquals(3, small.position());

        ByteBuffer large = ByteBuffer.allocateDirect(20);
        slice.readInto(7, large);
        assertEquals(3, large.position());
        assertEquals(20, large.limit());
        assertEquals(8, large.get(1));

        ByteBuffer atEnd = ByteBuffer.allocate(4);
        slice.readInto(10, atEnd);
        assertEquals(0, atEnd.position());
    }

    @Test
    void writeAtAnOffsetAndZeroReachTheirRangeOnly() throws IOException {
        slice.write(8, bytes(80, 90));
        slice.write(0, ByteBuffer.wrap(bytes(50, 51, 52), 1, 2));
        slice.zero(3, 2);
        assertArrayEquals(bytes(51, 52, 2, 0, 0, 5, 6, 7, 80, 90), slice.read());
        slice.zero();
        assertArrayEquals(new byte[10], slice.read());
        assertNeighboursAreWhole();
    }

    @Test
    void rangesOutsideTheSliceAreRefusedAndChangeNothing() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4);
        assertOutside(() -> slice.read(-1, 3));
        assertOutside(() -> slice.read(4, 3));
        assertOutside(() -> slice.read(0, 11));
        assertOutside(() -> slice.readInto(11, buffer));
        assertOutside(() -> slice.readInto(-1, buffer));
        assertOutside(() -> slice.write(8, bytes(1, 2, 3)));
        assertOutside(() -> slice.write(-1, bytes(1)));
        assertOutside(() -> slice.write(Long.MAX_VALUE, bytes(1)));
        assertOutside(() -> slice.write(7, buffer));
        assertOutside(() -> slice.zero(5, 6));
        assertOutside(() -> slice.zero(0, -1));
        assertOutside(() -> slice.zero(5, Long.MAX_VALUE));
        assertOutside(() -> slice.subslice(5, 11));
        assertOutside(() -> slice.subslice(-1, 5));
        assertOutside(() -> slice.subslice(6, 5));
        assertEquals(0, buffer.position());
        assertEquals(4, buffer.limit());
        assertArrayEquals(bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), slice.read());
        assertNeighboursAreWhole();
    }

    @Test
    void aSliceBeyondThePayloadIsRefusedAndLeavesTheBufferAsItWas() {
        BStackSlice stale = BStackSlice.of(allocator, 15, 100);
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertOutside(stale::read);
        assertOutside(() -> stale.readInto(0, buffer));
        assertOutside(() -> stale.write(50, new byte[50]));
        assertOutside(() -> stale.write(new byte[100]));
        assertOutside(() -> stale.zero());
        assertEquals(0, buffer.position());
        assertEquals(100, buffer.limit());
    }

    @Test
    void anEmptySliceBeyondThePayloadReadsAsEmpty() throws IOException {
        BStackSlice empty = BStackSlice.of(allocator, 1_000, 0);
        assertEquals(0, empty.read().length);
        empty.readInto(0, ByteBuffer.allocate(5));
        empty.writeFitting(bytes(1, 2, 3));
        empty.write(bytes());
        empty.write(0, bytes());
        assertOutside(() -> empty.write(bytes(1)));
        empty.zero();
        assertEquals(20, stack.length());
    }

    @Test
    void aSubsliceOfASubsliceAddressesThePayload() throws IOException {
        BStackSlice inner = slice.subslice(2, 9).subslice(1, 4);
        assertEquals(BStackSlice.of(allocator, 8, 3), inner);
        assertSame(allocator, inner.allocator());
        assertArrayEquals(bytes(3, 4, 5), inner.read());
    }

    @Test
    void impossibleSlicesAreRefused() {
        assertThrows(NullPointerException.class, () -> BStackSlice.of(null, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> BStackSlice.of(allocator, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> BStackSlice.of(allocator, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> BStackSlice.of(allocator, Long.MAX_VALUE, 1));
        assertEquals(
                Long.MAX_VALUE, BStackSlice.of(allocator, Long.MAX_VALUE - 1, 1).end());
    }

    @Test
    void aReadThatNoArrayCanHoldIsRefusedAndNamesTheBufferForm() {
        BStackSlice huge = BStackSlice.of(allocator, 0, 1L << 32);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, huge::read);
        assertTrue(refused.getMessage().contains("readInto"), refused.getMessage());
    }

    @Test
    void aHandleIsStoredAsStartAndLengthInLittleEndian() {
        byte[] stored = BStackSlice.of(allocator, 0x0102030405060708L, 0x1112131415161718L)
                .toBytes();
        assertArrayEquals(bytes(8, 7, 6, 5, 4, 3, 2, 1, 0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11), stored);
        assertEquals(slice, BStackSlice.fromBytes(allocator, slice.toBytes()));
        assertSame(allocator, BStackSlice.fromBytes(allocator, slice.toBytes()).allocator());
    }

    @Test
    void storedHandlesThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BStackSlice.fromBytes(allocator, new byte[15]));
        assertThrows(IllegalArgumentException.class, () -> BStackSlice.fromBytes(allocator, new byte[17]));
        byte[] negative = new byte[16];
        negative[7] = (byte) 0x80;
        assertThrows(IllegalArgumentException.class, () -> BStackSlice.fromBytes(allocator, negative));
    }

    @Test
    void slicesAreOrderedAndEqualByStartAndLengthWhateverTheirAllocator() throws IOException {
        LinearBStackAllocator other = LinearBStackAllocator.open(Stacks.memory());
        BStackSlice same = BStackSlice.of(other, 5, 10);
        assertEquals(slice, same);
        assertEquals(slice.hashCode(), same.hashCode());
        assertEquals(0, slice.compareTo(same));
        BStackSlice shorter = BStackSlice.of(other, 5, 9);
        BStackSlice earlier = BStackSlice.of(other, 4, 99);
        assertNotEquals(slice, shorter);
        assertNotEquals(slice, earlier);
        assertEquals(List.of(earlier, shorter, slice), List.copyOf(new TreeSet<>(List.of(slice, shorter, earlier))));
    }

    @Test
    void aSliceOfADetachedAllocatorRefusesEverythingButToSayWhereItIs() throws IOException {
        allocator.intoStack();
        assertThrows(IllegalStateException.class, slice::read);
        assertThrows(IllegalStateException.class, () -> slice.read(0, 0));
        assertThrows(IllegalStateException.class, () -> slice.readInto(0, ByteBuffer.allocate(1)));
        assertThrows(IllegalStateException.class, () -> slice.write(bytes(1)));
        assertThrows(IllegalStateException.class, () -> slice.write(0, bytes(1)));
        assertThrows(IllegalStateException.class, () -> slice.zero());
        assertThrows(IllegalStateException.class, () -> slice.inputStream().read());
        assertThrows(IllegalStateException.class, () -> slice.outputStream().write(1));
        assertEquals(15, slice.end());
    }

    @Test
    void aSliceOfAClosedStackRefusesToReadAndWrite() throws IOException {
        stack.close();
        assertThrows(IllegalStateException.class, slice::read);
        assertThrows(IllegalStateException.class, () -> slice.subslice(3, 3).read());
        assertThrows(IllegalStateException.class, () -> slice.write(bytes(1)));
    }

    private void assertNeighboursAreWhole() throws IOException {
        assertEquals(20, stack.length());
        assertArrayEquals(bytes(0xEE, 0xEE, 0xEE, 0xEE, 0xEE), stack.get(0, 5));
        assertArrayEquals(bytes(0xEE, 0xEE, 0xEE, 0xEE, 0xEE), stack.get(15, 20));
    }

    private static void assertOutside(org.junit.jupiter.api.function.Executable call) {
        assertThrows(IndexOutOfBoundsException.class, call);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
