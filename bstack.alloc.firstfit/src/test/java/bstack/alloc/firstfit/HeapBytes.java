package bstack.alloc.firstfit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A heap's payload built by hand, block by block, and then spoilt byte by byte; the numbers are the format's, written
 * out once more.
 */
final class HeapBytes {
    private ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private long newestFree;

    HeapBytes() {
        bytes.put(16, new byte[] {'A', 'L', 'F', 'F', 0, 1, 1, 0});
        bytes.position(48);
    }

    /** Appends a used block filled with a byte, and returns its address. */
    long used(int size, int fill) {
        return block(size, 0, fill);
    }

    /** Appends a free block that becomes the newest of the list, and returns its address. */
    long free(int size) {
        long address = block(size, 1, 0x55);
        word(address, newestFree).word(address + 8, 0);
        if (newestFree != 0) {
            word(newestFree + 8, address);
        }
        newestFree = address;
        word(32, address);
        return address;
    }

    private long block(int size, int flags, int fill) {
        bytes.putLong(size).putInt(flags).putInt(0);
        long address = bytes.position();
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) fill);
        bytes.put(content).putLong(size);
        return address;
    }

    /** Appends bytes. */
    HeapBytes append(byte... more) {
        bytes.put(more);
        return this;
    }

    HeapBytes word(long offset, long value) {
        bytes.putLong((int) offset, value);
        return this;
    }

    HeapBytes flags(long address, int flags) {
        bytes.putInt((int) address - 8, flags);
        return this;
    }

    /** Sets the recovery flag. */
    HeapBytes flagged() {
        bytes.putInt(24, 1);
        return this;
    }

    HeapBytes zero(long from, long to) {
        Arrays.fill(bytes.array(), (int) from, (int) to, (byte) 0);
        return this;
    }

    HeapBytes cutTo(int length) {
        bytes.position(length);
        return this;
    }

    int length() {
        return bytes.position();
    }

    byte[] payload() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
