package bstack.spi.fake;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.AllocatorMagic;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a third party might write: 16 bytes for the user, {@code FAKE} and a version byte, then pushed allocations. */
public final class FakeAllocator extends AbstractBStackAllocator {
    /** The mark of its files. */
    public static final AllocatorMagic MAGIC = new AllocatorMagic(16, "FAKE".getBytes(StandardCharsets.US_ASCII));

    private static final int HEADER = 24;

    private FakeAllocator(BStack stack) {
        super(stack);
    }

    /** Opens the heap on a stack. */
    public static FakeAllocator open(BStack stack) throws IOException {
        return attach(new FakeAllocator(stack), FakeAllocator::formatOrCheck);
    }

    private void formatOrCheck() throws IOException {
        if (stack().isEmpty()) {
            stack().mend(() -> stack().push(
                            ByteBuffer.allocate(HEADER).put(16, MAGIC.prefix()).array()));
        } else if (stack().length() < HEADER || stack().get(20, 21)[0] != 0) {
            throw new BStackCorruptException(stack().name(), 20, "version 0", "another");
        }
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public BStackSlice alloc(long length) throws IOException {
        return operate(() -> BStackSlice.of(this, stack().extend(length), length));
    }

    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dealloc(BStackSlice slice) {
        checkOwned(slice);
    }

    @Override
    public BStackSlice reserved() {
        return BStackSlice.of(this, 0, 16);
    }
}
