package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One call of an allocator, on one that has been used, or as the first since it was opened.
 *
 * @param call the call
 * @param factory opens the allocator
 * @param first whether the call is the first
 */
record AllocatorScenario(AllocatorCall call, AllocatorFactory factory, boolean first) implements ErrorScenario {
    @Override
    public String name() {
        return "%s, %s".formatted(call.name(), first ? "first use" : "in use");
    }

    @Override
    public Trial begin() throws IOException {
        return new Used();
    }

    /** One case. */
    private final class Used implements Trial {
        private final ErrorMedium medium;
        private final BStackAllocator allocator;
        private final AllocatorHeap before = new AllocatorHeap();
        private final AllocatorHeap after;
        private final byte[] payload;

        Used() throws IOException {
            ErrorMedium used = new ErrorMedium(new byte[0]);
            BStackAllocator opened = factory.open(BStack.open(used, StackState.OPTIONS));
            AllocatorCalls.fill(opened, before);
            if (first) {
                opened.close();
                opened = factory.open(BStack.open(used.reopened(), StackState.OPTIONS));
            }
            medium = used;
            allocator = opened;
            after = new AllocatorHeap(before);
            payload = allocator.stack().peek(0);
        }

        @Override
        public void act() throws IOException {
            call.action().run(allocator, after);
        }

        @Override
        public void check(@Nullable Throwable thrown) throws IOException {
            String what = thrown == null ? "the call returned" : "the call threw";
            BStack stack = allocator.stack();
            if (StackState.hasFailed(stack)) {
                StackState.refusesEverything(stack);
                StackState.close(stack, medium);
                checkReopened(medium.killed(), thrown, what + ", the stack has failed, reopened");
                checkReopened(medium.powerCut(), thrown, what + ", the stack has failed, after a power cut");
                return;
            }
            if (thrown != null && !Arrays.equals(payload, stack.peek(0))) {
                throw new AssertionError("the call threw, and the payload is another one");
            }
            AllocatorHeap heap = new AllocatorHeap(thrown == null ? after : before);
            heap.check(allocator, what);
            checkReopened(medium.killed(), thrown, what + ", after a kill");
            checkReopened(medium.powerCut(), thrown, what + ", after a power cut");
            heap.goOn(allocator, what);
            allocator.close();
            StackState.close(stack, medium);
            check(medium.killed(), new AllocatorHeap(), what + ", used and closed");
        }

        /** A heap may be that before the call; else it must be sound as it is. */
        private void checkReopened(ErrorMedium found, @Nullable Throwable thrown, String what) throws IOException {
            boolean old = Arrays.equals(StackState.reopened(found.killed()), payload);
            if (thrown == null) {
                check(found, after, what);
            } else if (old) {
                check(found, before, what);
            } else {
                check(found, withoutError(), what);
            }
        }

        private void check(ErrorMedium found, AllocatorHeap heap, String what) throws IOException {
            try (BStackAllocator reopened = factory.open(BStack.open(found, StackState.OPTIONS))) {
                heap.check(reopened, what);
                new AllocatorHeap(heap).goOn(reopened, what);
            }
        }
    }

    /** {@return what the call makes of the heap when nothing is thrown; it does the same each time} */
    private AllocatorHeap withoutError() throws IOException {
        Used undisturbed = new Used();
        undisturbed.act();
        undisturbed.allocator.close();
        return undisturbed.after;
    }
}
