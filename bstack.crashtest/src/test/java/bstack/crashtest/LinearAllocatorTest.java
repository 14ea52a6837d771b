package bstack.crashtest;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.LinearBStackAllocator;
import bstack.testkit.AllocatorContract;
import bstack.testkit.AllocatorCrashContract;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** The linear allocator keeps the contracts of allocators, as far as it can: it manages the last slice only. */
class LinearAllocatorTest {
    @Nested
    class Behaviour extends AllocatorContract {
        @Override
        protected BStackAllocator open(BStack stack) throws IOException {
            return LinearBStackAllocator.open(stack);
        }

        @Override
        protected boolean managesEverySlice() {
            return false;
        }

        @Override
        protected boolean noticesDoubleFree() {
            return false;
        }
    }

    @Nested
    class Crashes extends AllocatorCrashContract {
        @Override
        protected BStackAllocator open(BStack stack) throws IOException {
            return LinearBStackAllocator.open(stack);
        }

        @Override
        protected long states() {
            return 75_000;
        }
    }
}
