package bstack.collections.internal.queue;

import bstack.collections.Codec;
import bstack.collections.HeapKind;
import bstack.collections.internal.format.TreeKind;
import bstack.collections.internal.root.Directory;
import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.util.List;

/** A heap in memory, and queues in it whose leases end by a clock of the test. */
final class QueueHeap implements AutoCloseable {
    final TestClock clock = new TestClock();
    final BStackAllocator heap;
    final BStack stack;
    private final Directory directory;
    private final Takers takers;

    /** Makes a heap, where takers look for themselves as seldom as in production. */
    QueueHeap(HeapKind kind) throws IOException {
        this(kind, Takers.LOOK_AGAIN);
    }

    /** Makes a heap. */
    QueueHeap(HeapKind kind, long lookAgain) throws IOException {
        takers = new Takers(new LeaseTable(clock), lookAgain);
        stack = BStack.open(Storage.memory(), BStackOptions.defaults().journalSize(BStackOptions.MIN_JOURNAL_SIZE));
        heap = kind.open(stack);
        directory = Directory.open(heap);
    }

    /** {@return an object for the one queue of the heap; all share their leases} */
    <E> StoredQueue<E> queue(Codec<E> codec) throws IOException {
        return queue(codec, takers);
    }

    /** {@return an object for the one queue of the heap, which shares its leases with those that have these takers} */
    <E> StoredQueue<E> queue(Codec<E> codec, Takers others) throws IOException {
        return new StoredQueue<>(directory.open("queue", TreeKind.QUEUE, List.of(codec.id())), codec, others);
    }

    /** {@return what the takers of the queue share} */
    Takers takers() {
        return takers;
    }

    /** Drops the queue. */
    void drop() throws IOException {
        directory.drop("queue");
    }

    @Override
    public void close() throws IOException {
        heap.close();
    }
}
