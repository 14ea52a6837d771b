package bstack.spi;

import java.io.IOException;
import java.util.List;

/** An allocator whose heap tools can look into; neither method changes the file. */
public interface InspectableAllocator extends BStackAllocator {
    List<HeapBlock> blocks() throws IOException;
    List<Finding> verify() throws IOException;
}
