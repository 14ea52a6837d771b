package bstack.alloc.firstfit;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Stacks for tests, and files made byte by byte. */
final class Stacks {
    private static final int FILE_HEADER = 16;

    private Stacks() {}

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
        return holding(atRest(payload));
    }

    /** {@return a medium in memory that holds this file} */
    static Storage holding(byte[] file) throws IOException {
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
}
