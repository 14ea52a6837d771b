package bstack.collections;

import java.io.IOException;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** The same, and how many elements there are. */
public class QueueSizeUnderLincheck extends QueueUnderLincheck {
    /** As for every queue. */
    public QueueSizeUnderLincheck() throws IOException {}

    @Operation
    public long size() throws IOException {
        return queue.size();
    }

    @Operation
    public Integer peek() throws IOException {
        return queue.peek();
    }

    /** Takes the first element and adds another one, as one. */
    @Operation
    public Integer rotate(@Param(name = "value") int value) throws IOException {
        return stack.transact(() -> {
            Integer first = queue.poll();
            queue.add(value);
            return first;
        });
    }
}
