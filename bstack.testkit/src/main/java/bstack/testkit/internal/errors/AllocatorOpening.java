package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An opening of an allocator: of an empty stack, or of a heap.
 *
 * @param factory opens it
 * @param empty whether the stack is empty
 */
record AllocatorOpening(AllocatorFactory factory, boolean empty) implements ErrorScenario {
    @Override
    public String name() {
        return empty ? "opening, empty stack" : "opening, heap";
    }

    @Override
    public Trial begin() throws IOException {
        ErrorMedium medium = new ErrorMedium(new byte[0]);
        AllocatorHeap heap = new AllocatorHeap();
        if (!empty) {
            try (BStackAllocator filled = factory.open(BStack.open(medium, StackState.OPTIONS))) {
                AllocatorCalls.fill(filled, heap);
            }
        }
        BStack stack = BStack.open(medium.reopened(), StackState.OPTIONS);
        BStackAllocator[] opened = new BStackAllocator[1];
        return new Trial() {
            @Override
            public void act() throws IOException {
                opened[0] = factory.open(stack);
            }

            @Override
            public void check(@Nullable Throwable thrown) throws IOException {
                if (StackState.hasFailed(stack)) {
                    StackState.refusesEverything(stack);
                } else {
                    // A failed open leaves the stack open, and it can be tried again.
                    BStackAllocator allocator = opened[0] == null ? factory.open(stack) : opened[0];
                    heap.check(allocator, "opened");
                    new AllocatorHeap(heap).goOn(allocator, "opened");
                    StackState.close(stack, medium);
                    return;
                }
                StackState.close(stack, medium);
                try (BStackAllocator allocator = factory.open(BStack.open(medium.killed(), StackState.OPTIONS))) {
                    heap.check(allocator, "opened again");
                    new AllocatorHeap(heap).goOn(allocator, "opened again");
                }
            }
        };
    }
}
