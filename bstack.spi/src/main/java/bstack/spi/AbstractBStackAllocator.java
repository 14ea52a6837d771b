package bstack.spi;

import bstack.core.BStack;
import bstack.core.TransactionBody;
import java.io.IOException;

/**
 * The part that every allocator shares: its stack, whether it still has it, and the rule that a refused operation
 * leaves an enclosing transaction usable.
 *
 * <p>A subclass owns no lock: everything it does happens inside {@link #operate}, that is inside one transaction of the
 * stack.
 */
public abstract class AbstractBStackAllocator implements BStackAllocator {
    private final BStack stack;
    private volatile boolean detached;

    /**
     * Takes the stack; a stack carries one allocator at a time.
     *
     * @throws IllegalStateException if another allocator has the stack
     */
    protected AbstractBStackAllocator(BStack stack) {
        this.stack = stack;
    }

    @Override
    public final BStack stack() {
        checkAttached();
        return stack;
    }

    @Override
    public final BStack intoStack() throws IOException {
        checkAttached();
        detached = true;
        return stack;
    }

    @Override
    public final void close() throws IOException {
        if (!detached) {
            stack.close();
        }
    }

    /** Refuses to go on after {@link #intoStack()}. */
    protected final void checkAttached() {
        if (detached) {
            throw new IllegalStateException("this allocator has given up its stack by intoStack(): open another one on it");
        }
    }

    /** Refuses a slice of another allocator. */
    protected final void checkOwned(BStackSlice slice) {
        if (slice.allocator() != this) {
            throw new IllegalArgumentException("slice [%d, %d) belongs to another allocator".formatted(slice.start(), slice.end()));
        }
    }

    /**
     * Runs one operation as one transaction, or as part of the enclosing one.
     *
     * <p>A body that throws what {@link #refusal} made must not have changed anything; the refusal then reaches the
     * caller without spoiling an enclosing transaction. Any other throw rolls back everything.
     */
    protected final <T> T operate(TransactionBody<T> body) throws IOException {
        checkAttached();
        Object[] refused = new Object[1];
        T result = stack.transact(() -> {
            try {
                return body.run();
            } catch (Refusal r) {
                refused[0] = r;
                return null;
            }
        });
        if (refused[0] != null) {
            throw (Refusal) refused[0];
        }
        return result;
    }

    /** {@return an IllegalArgumentException that refuses an operation before it has changed anything} */
    protected static IllegalArgumentException refusal(String message) {
        return new Refusal(message);
    }

    private static final class Refusal extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }
}
