package bstack.collections;

import java.io.IOException;
import org.jetbrains.lincheck.datastructures.Operation;

/** The same, and how many elements there are. */
public class QueueSizeUnderLincheck extends QueueUnderLincheck {
    /** As for every queue. */
    public QueueSizeUnderLincheck() throws IOException {}

    @Operation
    public long size() throws IOException {
        return queue.size();
    }
}
