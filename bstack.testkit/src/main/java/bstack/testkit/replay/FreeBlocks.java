package bstack.testkit.replay;

import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.util.List;

/**
 * The free blocks of an allocator in the order of its own structure, which only the allocator's module can know.
 *
 * <p>First fit: in list order from the head; ghost tree: in key order; an allocator without free blocks:
 * {@code allocator -> List.of()}.
 */
@FunctionalInterface
public interface FreeBlocks {
    /**
     * {@return the free blocks, each as {@code OFFSET:SIZE} in decimal, as the recorded traces print them}
     *
     * @param allocator an allocator that the factory under test has opened
     * @throws IOException if reading fails
     */
    List<String> list(BStackAllocator allocator) throws IOException;
}
