package bstack.bench.jmh;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Uses all operations of stacks and heaps, often enough to be compiled: a program that does many things compiles the
 * same code for all of them, and a benchmark of one operation must not be better off.
 */
final class EveryOperation {
    private static final int ROUNDS = 20_000;
    private static final int SIZE = 64;

    private EveryOperation() {}

    /**
     * Reads the stack in every way, and changes others in memory in every way.
     *
     * @param stack has at least some hundred bytes; is not changed
     */
    static void use(BStack stack) throws IOException {
        try (BStack other = BStack.open(Storage.memory())) {
            other.push(new byte[SIZE * SIZE]);
            for (int i = 0; i < ROUNDS; i++) {
                read(stack, i);
                read(other, i);
                change(other, i);
            }
        }
        for (String allocator : new String[] {"first-fit", "ghost-tree"}) {
            try (BStackAllocator heap = BStackAllocators.create(BStack.open(Storage.memory()), allocator)) {
                for (int i = 0; i < ROUNDS; i++) {
                    allocate(heap, i);
                }
            }
        }
    }

    private static void read(BStack stack, int i) throws IOException {
        long at = i % SIZE;
        stack.get(at, at + SIZE);
        stack.getInto(at, ByteBuffer.allocate(SIZE));
        stack.getInto(at, ByteBuffer.allocateDirect(SIZE));
        stack.getLong(at);
        stack.getInt(at);
        stack.peek(stack.length() - SIZE);
        stack.view(() -> stack.getLong(at) + stack.get(at, at + SIZE).length);
    }

    private static void change(BStack stack, int i) throws IOException {
        byte[] record = new byte[SIZE];
        long at = i % SIZE;
        stack.push(record);
        stack.set(at, record);
        stack.set(at, ByteBuffer.allocateDirect(SIZE));
        stack.getAndSet(at, record);
        stack.replaceTail(SIZE, record);
        stack.compareAndSet(at, record, record);
        stack.zero(at, SIZE);
        stack.transact(() -> {
            stack.set(at, record);
            read(stack, i);
            stack.push(record);
            return null;
        });
        stack.submit(() -> {
                    stack.set(at, record);
                    return null;
                })
                .await();
        stack.pop(SIZE);
        stack.discard(SIZE);
    }

    private static void allocate(BStackAllocator heap, int i) throws IOException {
        BStackSlice slice = heap.alloc(1 + i % (4 * SIZE));
        slice.write(new byte[(int) slice.length()]);
        slice.read();
        BStackSlice larger = heap.realloc(slice, slice.length() + SIZE);
        heap.stack().transact(() -> {
            BStackSlice other = heap.alloc(SIZE);
            other.write(larger.read(0, SIZE));
            heap.dealloc(other);
            return null;
        });
        heap.dealloc(larger);
    }
}
