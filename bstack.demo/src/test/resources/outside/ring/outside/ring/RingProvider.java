package outside.ring;

import bstack.core.BStack;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackSlice;
import java.io.IOException;

/** Somebody else's allocator: it only ever grows. */
public final class RingProvider implements BStackAllocatorProvider {
    private static final long MAGIC_OFFSET = 16;
    private static final byte[] MAGIC = {'R', 'I', 'N', 'G'};

    @Override
    public String name() {
        return "ring";
    }

    @Override
    public AllocatorMagic magic() {
        return new AllocatorMagic(MAGIC_OFFSET, MAGIC);
    }

    @Override
    public BStackAllocator open(BStack stack) throws IOException {
        return Ring.on(stack);
    }

    private static final class Ring extends AbstractBStackAllocator {
        private Ring(BStack stack) {
            super(stack);
        }

        static Ring on(BStack stack) throws IOException {
            return attach(new Ring(stack), ring -> {
                if (stack.isEmpty()) {
                    stack.extend(MAGIC_OFFSET);
                    stack.push(MAGIC);
                }
            });
        }

        @Override
        public String name() {
            return "ring";
        }

        @Override
        public BStackSlice alloc(long length) throws IOException {
            return operate(() -> BStackSlice.of(this, stack().extend(length), length));
        }

        @Override
        public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
            return alloc(newLength);
        }

        @Override
        public void dealloc(BStackSlice slice) {
            checkOwned(slice);
        }
    }
}
