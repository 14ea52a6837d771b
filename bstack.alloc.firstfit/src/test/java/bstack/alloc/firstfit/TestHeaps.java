package bstack.alloc.firstfit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.HeapBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What the tests of first fit share: heaps made from bytes, and looks at them by other code than that under test. */
final class TestHeaps {
    private static final int FILE_HEADER = 16;

    private TestHeaps() {}

    /** {@return the free blocks in list order, each as {@code ADDRESS:SIZE}, read from the file} */
    static List<String> freeBlocks(BStackAllocator heap) throws IOException {
        BStack stack = heap.stack();
        List<String> blocks = new ArrayList<>();
        for (long at = word(stack, 32); at != 0; at = word(stack, at)) {
            blocks.add(at + ":" + word(stack, at - 16));
        }
        return blocks;
    }

    static long word(BStack stack, long offset) throws IOException {
        return ByteBuffer.wrap(stack.get(offset, offset + 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    /** {@return a stack in memory that was at rest with this payload} */
    static BStack stack(byte[] payload) throws IOException {
        return stack(storage(payload));
    }

    static BStack stack(Storage storage) throws IOException {
        return BStack.open(
                storage,
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(BStackOptions.MIN_JOURNAL_SIZE));
    }

    /** {@return a medium in memory that holds a stack at rest with this payload} */
    static Storage storage(byte[] payload) throws IOException {
        return medium(atRest(payload));
    }

    /** {@return a medium in memory that holds this file} */
    static Storage medium(byte[] file) throws IOException {
        Storage storage = Storage.memory();
        storage.resize(file.length);
        storage.write(0, ByteBuffer.wrap(file));
        return storage;
    }

    /** {@return the bytes of a stack at rest with this payload} */
    static byte[] atRest(byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(FILE_HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.put(new byte[] {'B', 'S', 'T', 'K', 0, 1, 10, 0})
                .putLong(payload.length)
                .put(payload)
                .array();
    }

    static byte[] payload(BStack stack) throws IOException {
        return stack.get(0, stack.length());
    }

    /** Checks that the blocks follow each other from the arena's start to the payload's end. */
    static void assertCovered(FirstFitBStackAllocator heap) throws IOException {
        long at = 48;
        for (HeapBlock block : heap.blocks()) {
            assertEquals(at, block.start());
            assertTrue(block.length() >= 40);
            at += block.length();
        }
        assertEquals(heap.length(), at);
    }
}
