package bstack.alloc.firstfit.internal.format;

import static bstack.alloc.firstfit.internal.format.FirstFitLayout.*;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block as one read has found it: its header, the links that it has if it is free, and the footer of a small one. Read
 * one, look at its fields, read the next.
 *
 * <p>Not thread-safe.
 */
public final class BlockImage {
    /** How much is read: with a footer that is as near, one read is enough. */
    private static final int MOST = 320;

    private final BStack stack;
    private final ByteBuffer bytes = ByteBuffer.allocate(MOST).order(ByteOrder.LITTLE_ENDIAN);
    private long address;

    BlockImage(BStack stack) {
        this.stack = stack;
    }

    /**
     * Reads the block at an address, where one {@linkplain FirstFitLayout#isAddress can be}.
     *
     * @param length the payload's
     */
    public void read(long blockAddress, long length) throws IOException {
        long start = blockAddress - HEADER_SIZE;
        read(blockAddress, (int) Math.min(MOST, length - start));
    }

    /** Reads header and links alone. */
    public void readHead(long blockAddress) throws IOException {
        read(blockAddress, Blocks.HEAD_SIZE);
    }

    private void read(long blockAddress, int count) throws IOException {
        address = blockAddress;
        stack.getInto(blockAddress - HEADER_SIZE, bytes.clear().limit(count));
    }

    public long size() {
        return bytes.getLong(0);
    }

    public boolean isFree() {
        return (bytes.getInt(BLOCK_FLAGS) & FREE) != 0;
    }

    public long next() {
        return bytes.getLong(HEADER_SIZE + NEXT);
    }

    public long previous() {
        return bytes.getLong(HEADER_SIZE + PREVIOUS);
    }

    /** {@return the footer of the block, which {@linkplain FirstFitLayout#fits is within the payload}} */
    public long footer() throws IOException {
        long at = HEADER_SIZE + size();
        return at <= bytes.limit() - FOOTER_SIZE ? bytes.getLong((int) at) : stack.getLong(address + size());
    }
}
