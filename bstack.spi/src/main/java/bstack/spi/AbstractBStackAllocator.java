package bstack.spi;

import bstack.core.BStack;
import bstack.core.TransactionBody;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The base class of allocators. It has the stack and the claim on it, and ensures that an operation that throws before
 * it has changed anything leaves an enclosing transaction usable.
 *
 * <p>A stack has one allocator at a time. {@link #attach} claims the stack, and is the only way to make an allocator
 * usable. {@link #intoStack()}, or a close of the stack, gives up the claim:
 *
 * <pre>{@code
 * public static MyAllocator open(BStack stack) throws IOException {
 *     return attach(new MyAllocator(stack), MyAllocator::formatOrRecover);
 * }
 * }</pre>
 *
 * <p>A subclass owns no lock, which would deadlock against its users' transactions. Everything it does happens inside
 * {@link #operate}, which is one transaction of the stack, and the stack admits one writer at a time. A subclass reads
 * and changes its state in memory only there, and restores it with {@link BStack#onRollback}.
 */
public abstract class AbstractBStackAllocator implements BStackAllocator {

    private static final int NEW = 0;
    private static final int ATTACHED = 1;
    private static final int DETACHED = 2;

    private final BStack stack;
    private final Runnable stillAttached = this::checkAttached;
    private volatile int state = NEW;
    /** Set before {@link #state} becomes {@link #ATTACHED}. */
    private @Nullable Claim claim;

    /**
     * Creates the allocator; every call of it throws until {@link #attach} has claimed the stack for it.
     *
     * @param stack the stack with the heap
     */
    protected AbstractBStackAllocator(BStack stack) {
        this.stack = Objects.requireNonNull(stack, "stack");
    }

    /**
     * What an allocator does when it is opened: format, validate, recover.
     *
     * @param <A> the allocator's class
     */
    @FunctionalInterface
    protected interface Opening<A> {
        /**
         * Opens the heap; may use the stack and {@link #operate}.
         *
         * @param allocator the allocator, which has the stack already
         * @throws IOException if the heap cannot be opened; the stack is then free for another allocator
         */
        void open(A allocator) throws IOException;
    }

    /**
     * Claims the stack for a new allocator, then opens the heap. If anything is thrown, the claim ends.
     *
     * <p>Within a transaction, a rollback also ends the claim, because it undoes what the opening has written.
     *
     * @param allocator an allocator that has just been made
     * @param opening formats, validates and recovers
     * @param <A> the allocator's class
     * @return {@code allocator}
     * @throws IllegalStateException if the stack carries an allocator already, or is closed
     * @throws IOException if the opening, or the stack, fails
     */
    protected static <A extends AbstractBStackAllocator> A attach(A allocator, Opening<? super A> opening)
            throws IOException {
        AbstractBStackAllocator base = allocator;
        BStack stack = base.stack;
        stack.length(); // a closed stack is refused here
        HeapBlock.prepare();
        if (base.state != NEW) {
            throw new IllegalStateException("this %s allocator has been opened before".formatted(allocator.name()));
        }
        Claim claim = new Claim(allocator.name());
        boolean opened = false;
        try {
            claim.take(stack);
            base.claim = claim;
            base.state = ATTACHED;
            if (stack.inTransaction()) {
                stack.onRollback(base::detach);
            }
            opening.open(allocator);
            opened = true;
        } finally {
            if (!opened) {
                base.state = base.state == ATTACHED ? DETACHED : base.state;
                claim.release(stack);
                stack.leaveAsFound();
            }
        }
        return allocator;
    }

    private void detach() {
        if (state == ATTACHED) {
            state = DETACHED;
            releaseClaim();
        }
    }

    private void releaseClaim() {
        Claim held = claim;
        if (held != null) {
            held.release(stack);
        }
    }

    @Override
    public final BStack stack() {
        checkAttached();
        return stack;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits for operations of other threads that are running.
     */
    @Override
    public final BStack intoStack() throws IOException {
        checkAttached();
        if (stack.inTransaction()) {
            throw new IllegalStateException(
                    "%s: intoStack() is not possible inside a transaction: call it after the transaction"
                            .formatted(stack.name()));
        }
        // Under the writer lock: an operation that waited meanwhile then sees that the stack has gone.
        boolean mine = stack.transact(() -> {
            boolean attached = state == ATTACHED;
            if (attached) {
                stack.onRollback(() -> state = ATTACHED);
                state = DETACHED;
            }
            return attached;
        });
        if (!mine) {
            checkAttached();
        }
        releaseClaim();
        return stack;
    }

    @Override
    public final void close() throws IOException {
        if (state == ATTACHED) {
            stack.close();
        }
    }

    /**
     * Throws if the allocator is without its stack.
     *
     * @throws IllegalStateException before {@link #attach} and after {@link #intoStack()}
     */
    protected final void checkAttached() {
        if (state != ATTACHED) {
            throw notAttached();
        }
    }

    private IllegalStateException notAttached() {
        return new IllegalStateException(
                state == NEW
                        ? "this %s allocator has not been opened: its open method must call attach".formatted(name())
                        : "this %s allocator no longer has its stack: open another one on it".formatted(name()));
    }

    /**
     * Throws for a slice of another allocator, and of an earlier allocator on the same file.
     *
     * @param slice what the caller passed in
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it belongs to another allocator
     */
    protected final void checkOwned(BStackSlice slice) {
        Objects.requireNonNull(slice, "slice");
        if (slice.allocator() != this) {
            throw refusal(("%s: the %s belongs to another allocator: use that one or, if it is from an earlier open of"
                            + " this file, get it again with slice(start, length)")
                    .formatted(stack.name(), slice));
        }
    }

    /**
     * Runs one operation as one transaction, or as part of the enclosing one.
     *
     * <p>A body that throws before it has changed the payload leaves an enclosing transaction usable, whatever it
     * throws: the exception of a check, an {@link bstack.core.BStackNoSpaceException}, the exception for a change of
     * the locked prefix. The actions that it has registered with {@link BStack#onRollback} then run at once. A body
     * that throws after a change rolls back everything, the enclosing transaction too. So make all checks first, and
     * then let the payload grow, which may fail, before anything else. An operation may consist of others.
     *
     * <p>{@link BStack#onRollback} must restore state in memory. Register the inverse before the change, make it
     * harmless if the change has not happened, and let it allocate nothing, because any error of the virtual machine
     * may come in between.
     *
     * @param body the operation
     * @param <T> its result
     * @return what {@code body} returned
     * @throws IllegalStateException without the stack, if the stack is closed, or if the enclosing transaction cannot
     *     commit any more
     * @throws IOException if {@code body} throws it, or the commit fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    protected final <T extends @Nullable Object> T operate(TransactionBody<T> body) throws IOException {
        checkAttached();
        // Checked again under the writer lock: the stack may be taken away while this waits for it.
        return stack.operate(stillAttached, body);
    }

    /**
     * Reads many places of the heap as they are at one moment, by {@link BStack#view}: outside of a transaction without
     * its state in memory, which is that of what is on its way as well.
     *
     * @param body reads the stack, and changes nothing; it may be run again
     * @param <T> its result
     * @return what {@code body} returned
     * @throws IllegalStateException without the stack, or if the stack is closed
     * @throws IOException if {@code body} throws it, or the stack fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    protected final <T extends @Nullable Object> T view(TransactionBody<T> body) throws IOException {
        checkAttached();
        return stack.view(body);
    }

    /**
     * {@return an IllegalArgumentException for an operation that has changed nothing}
     *
     * @param message what is wrong, with offsets and values, and what to do next
     */
    protected static IllegalArgumentException refusal(String message) {
        return new IllegalArgumentException(message);
    }

    /**
     * {@return {@code reason}, for an operation that has changed nothing; it need not be an IllegalArgumentException}
     *
     * @param reason the exception for the caller of the operation
     */
    protected static RuntimeException refusal(RuntimeException reason) {
        return reason;
    }

    /**
     * Throws for a requested length below 0.
     *
     * @param length what the caller asked for
     * @throws IllegalArgumentException if it is below 0
     */
    protected static void checkRequested(long length) {
        if (length < 0) {
            throw refusal("a slice of %d bytes was asked for: a length is 0 or more".formatted(length));
        }
    }

    /**
     * {@return the exception for a requested length that the payload can never have}
     *
     * @param length what the caller asked for
     * @param count how many slices the call asked for, that one included
     * @throws IOException if the stack fails
     */
    protected final IllegalArgumentException refusalOfLength(long length, int count) throws IOException {
        String others = count == 1 ? "" : ", with %d others in one call".formatted(count - 1);
        return refusal("%s: a slice of %d bytes was asked for%s, which can never fit: the payload has %d bytes"
                .formatted(stack.name(), length, others, stack.length()));
    }

    /**
     * {@return the exception for a slice that is provably not a live allocation}
     *
     * @param slice what the caller passed in
     * @param objection what proves it
     */
    protected final IllegalArgumentException refusalOfSlice(BStackSlice slice, String objection) {
        return refusal("%s: the slice of %d bytes at %d is no live allocation: %s; was it freed or moved before?"
                .formatted(stack.name(), slice.length(), slice.start(), objection));
    }

    /**
     * {@return the exception for two slices of one call that cannot both be live, because they share bytes}
     *
     * @param slice one of them
     * @param other the other
     */
    protected final IllegalArgumentException refusalOfOverlap(BStackSlice slice, BStackSlice other) {
        return refusal("%s: the slices at %d and %d share a block: pass each slice once"
                .formatted(stack.name(), slice.start(), other.start()));
    }
}
