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

    /** {@return the payload of a heap with an arena of {@code units} units of 32 bytes, each filled with 0xEE} */
    static Payload heap(int units) {
        ByteBuffer bytes = ByteBuffer.allocate(ARENA + 32 * units).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = ARENA; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0xEE);
        }
        bytes.put(32, new byte[] {'A', 'L', 'G', 'T', 0, 1, 0, 0});
        return new Payload(bytes);
    }

    /** A payload under construction. */
    record Payload(ByteBuffer bytes) {
        Payload root(long start) {
            bytes.putLong(ROOT, start);
            return this;
        }

        /** Makes a free block: zeros and a node. */
        Payload free(int start, long size, int balance, int height, long left, long right) {
            for (int i = start; i < start + size && i < bytes.capacity(); i++) {
                bytes.put(i, (byte) 0);
            }
            return node(start, size, balance, height, left, right);
        }

        /** Writes a node, and nothing behind it. */
        Payload node(int start, long size, int balance, int height, long left, long right) {
            bytes.putLong(start, size).put(start + 8, (byte) balance).put(start + 9, (byte) height);
            bytes.putLong(start + 16, left).putLong(start + 24, right);
            return this;
        }

        byte[] array() {
            return bytes.array().clone();
        }
    }
}
