package bstack.bench.contender.queue;

import bstack.collections.Codec;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Path;

/** A queue of this library. */
final class BstackQueue implements QueueStore {
    private final BStackAllocator heap;
    private final DurableQueue<byte[]> queue;

    BstackQueue(Path folder, String allocator) throws IOException {
        heap = BStackAllocators.create(folder.resolve("queue.bstack"), allocator);
        queue = HeapRoot.open(heap).queue("elements", Codec.bytes());
    }

    @Override
    public void add(byte[] element) throws IOException {
        queue.add(element);
    }

    @Override
    public byte[] poll() throws IOException {
        return queue.poll();
    }

    @Override
    public void close() throws IOException {
        heap.close();
    }
}
