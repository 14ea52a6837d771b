package bstack.spi;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** An allocator that allocates or frees many slices at once, all or nothing. */
public interface BStackBulkAllocator extends BStackAllocator {
    List<BStackSlice> allocBulk(long... lengths) throws IOException;
    void deallocBulk(Collection<BStackSlice> slices) throws IOException;
}
