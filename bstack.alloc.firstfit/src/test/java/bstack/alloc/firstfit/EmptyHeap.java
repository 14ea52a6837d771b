package bstack.alloc.firstfit;

import bstack.core.BStack;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty heap in memory, for a test to extend. */
abstract class EmptyHeap {
    BStack stack;
    FirstFitBStackAllocator heap;

    @BeforeEach
    void open() throws IOException {
        stack = Stacks.stack(new byte[0]);
        heap = FirstFitBStackAllocator.open(stack);
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }
}
