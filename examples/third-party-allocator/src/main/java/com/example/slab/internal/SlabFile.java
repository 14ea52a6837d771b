package com.example.slab.internal;

import static com.example.slab.internal.SlabLayout.*;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The fields of one heap in the payload of its stack, by the blocks' numbers. It keeps nothing but their size. */
final class SlabFile {
    private final BStack stack;
    private final int blockSize;

    SlabFile(BStack stack, int blockSize) {
        this.stack = stack;
        this.blockSize = blockSize;
    }

    int blockSize() {
        return blockSize;
    }

    /** {@return the offset of a block} */
    long offset(int block) {
        return ARENA_START + (long) block * blockSize;
    }

    /** {@return the pointer to a block, or to none} */
    long pointer(int block) {
        return block == BlockTable.NONE ? NULL : offset(block);
    }

    /** {@return the one of so many blocks that a pointer names, or none if it names none} */
    int blockAt(long pointer, int count) {
        long distance = pointer - ARENA_START;
        boolean names = distance >= 0 && distance % blockSize == 0 && distance / blockSize < count;
        return names ? (int) (distance / blockSize) : BlockTable.NONE;
    }

    /** {@return how many whole blocks there are, for a payload that has a header} */
    long count() throws IOException {
        return (stack.length() - ARENA_START) / blockSize;
    }

    /** {@return the word of a block: free, or in use and by how many blocks} */
    long word(int block) throws IOException {
        return read(stack, offset(block));
    }

    /** {@return the pointer of a free block to the next one} */
    long next(int block) throws IOException {
        return read(stack, offset(block) + WORD);
    }

    /** {@return the pointer to the first free block} */
    long freeHead() throws IOException {
        return read(stack, FREE_HEAD_OFFSET);
    }

    /** Writes the word of an allocation. */
    void markUsed(int block, int blocks) throws IOException {
        write(offset(block), IN_USE | blocks);
    }

    /** Makes a block a free one, with its pointer to the next one. */
    void markFree(int block, int next) throws IOException {
        write(offset(block), FREE, pointer(next));
    }

    /** Writes the pointer to a free block where it belongs: in the free block before it, or in the header. */
    void link(int before, int block) throws IOException {
        write(before == BlockTable.NONE ? FREE_HEAD_OFFSET : offset(before) + WORD, pointer(block));
    }

    /** Adds blocks of zeros at the end. */
    void grow(int blocks) throws IOException {
        stack.extend((long) blocks * blockSize);
    }

    /** Cuts blocks off at the end. */
    void shrink(int blocks) throws IOException {
        stack.discard((long) blocks * blockSize);
    }

    /** {@return the exception for damage at an offset of the payload} */
    BStackCorruptException damaged(long offset, String expected, String found) {
        return new BStackCorruptException(stack.name(), FILE_HEADER + offset, expected, found);
    }

    static long read(BStack stack, long offset) throws IOException {
        return ByteBuffer.wrap(stack.get(offset, offset + WORD))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    private void write(long offset, long... words) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * WORD).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words) {
            bytes.putLong(word);
        }
        stack.set(offset, bytes.array());
    }
}
