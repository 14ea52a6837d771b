package bstack.alloc.ghosttree;

import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Stacks for tests, and files made byte by byte. */
final class Stacks {
    static final int ROOT = 40;
    static final int ARENA = 48;

    private Stacks() {}

    /** {@return a medium that holds a file at rest with the given payload} */
    static Storage storage(byte[] payload) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {'B', 'S', 'T', 'K', 0, 1, 10, 0})
                .putLong(payload.length)
                .put(payload);
        return holding(bytes.array());
    }

    /** {@return a medium that holds the given file} */
    static Storage holding(byte[] file) throws IOException {
        Storage storage = Storage.memory();
        storage.resize(file.length);
        storage.write(0, ByteBuffer.wrap(file));
        return storage;
    }

    /** {@return the file that a medium holds} */
    static byte[] file(Storage storage) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) storage.size());
        storage.read(0, bytes);
        return bytes.array();
    }

    /** {@return a new stack} */
    static BStack empty() throws IOException {
        return BStack.open(storage(new byte[0]));
    }
}
