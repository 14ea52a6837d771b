package bstack.collections;

import bstack.alloc.firstfit.FirstFitBStackAllocator;
import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A queue's operations as Lincheck calls them. Public, because Lincheck instantiates it. */
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class QueueUnderLincheck {
    final BStack stack;
    final DurableQueue<Integer> queue;

    /** Opens an empty queue in memory. */
    public QueueUnderLincheck() throws IOException {
        stack = BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0)
                        .executor(task -> {}));
        queue = HeapRoot.open(FirstFitBStackAllocator.open(stack)).queue("queue", Codec.int32());
    }

    @Operation
    public void add(@Param(name = "value") int value) throws IOException {
        queue.add(value);
    }

    @Operation
    public Integer poll() throws IOException {
        return queue.poll();
    }
}
