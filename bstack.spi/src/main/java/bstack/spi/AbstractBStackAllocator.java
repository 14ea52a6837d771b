package bstack.spi;

import bstack.core.BStack;
import bstack.core.TransactionBody;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/**
 * The part that every allocator shares: its stack, whether it has that stack for itself, and the rule that a refused
 * operation leaves an enclosing transaction usable.
 *
 * <p>A stack carries one allocator at a time. The stack is claimed by {@link #attach}, which is the only way to bring
 * an allocator to work, and given up by {@link #intoStack()}, or by closing the stack:
 *
 * <pre>{@code
 * public static MyAllocator open(BStack stack) throws IOException {
 *     return attach(new MyAllocator(stack), MyAllocator::formatOrRecover);
 * }
 * }</pre>
 *
 * <p>A subclass owns no lock, which would deadlock against its users' transactions: everything it does happens inside
 * {@link #operate}, that is inside one transaction of the stack, and the stack admits one writer at a time. State kept
 * in memory is read and changed only there, and put back by {@link BStack#onRollback}.
 */
public abstract class AbstractBStackAllocator implements BStackAllocator {

    /** Which stacks carry an allocator, by identity, with a name for messages; no stack is kept alive by it. */
    private static final Map<BStack, String> CLAIMED = Collections.synchronizedMap(new WeakHashMap<>());

    private enum State {
        NEW,
        ATTACHED,
        DETACHED
    }

    private final BStack stack;
    private volatile State state = State.NEW;

    /** Whether an operation of this allocator is running; read and written under the stack's writer lock. */
    private boolean operating;

    /**
     * Remembers the stack; the allocator refuses everything until {@link #attach} has claimed the stack for it.
     *
     * @param stack the stack that the heap lives on
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
     * Claims the stack for a new allocator, then opens the heap; a throw of any kind gives the claim back.
     *
     * <p>Within a transaction, a rollback takes the allocator off the stack again, because it takes back what the
     * opening has written.
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
        if (base.state != State.NEW) {
            throw new IllegalStateException("this %s allocator has been opened before".formatted(allocator.name()));
        }
        String holder = CLAIMED.putIfAbsent(stack, allocator.name());
        if (holder != null) {
            throw alreadyClaimed(stack, holder);
        }
        boolean opened = false;
        try {
            base.state = State.ATTACHED;
            if (stack.inTransaction()) {
                stack.onRollback(base::detach);
            }
            opening.open(allocator);
            opened = true;
        } finally {
            if (!opened) {
                base.detach();
                stack.leaveAsFound();
            }
        }
        return allocator;
    }

    /** Refuses a stack that carries an allocator. */
    static void checkUnclaimed(BStack stack) {
        String holder = CLAIMED.get(stack);
        if (holder != null) {
            throw alreadyClaimed(stack, holder);
        }
    }

    private static IllegalStateException alreadyClaimed(BStack stack, String holder) {
        return new IllegalStateException(
                "%s carries a %s allocator already: use that one, or take the stack back from it with intoStack()"
                        .formatted(stack.name(), holder));
    }

    private void detach() {
        if (state == State.ATTACHED) {
            state = State.DETACHED;
            CLAIMED.remove(stack);
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
                    "intoStack() within a transaction of %s: call it when the transaction has ended"
                            .formatted(stack.name()));
        }
        // Under the writer lock: an operation that waited meanwhile then sees that the stack has gone.
        boolean mine = stack.transact(() -> {
            boolean attached = state == State.ATTACHED;
            detach();
            return attached;
        });
        if (!mine) {
            checkAttached();
        }
        return stack;
    }

    @Override
    public final void close() throws IOException {
        if (state == State.ATTACHED) {
            stack.close();
        }
    }

    /**
     * Refuses to go on without the stack.
     *
     * @throws IllegalStateException before {@link #attach} and after {@link #intoStack()}
     */
    protected final void checkAttached() {
        if (state != State.ATTACHED) {
            throw notAttached();
        }
    }

    private IllegalStateException notAttached() {
        return new IllegalStateException(
                state == State.NEW
                        ? "this %s allocator has not been opened: its open method must call attach".formatted(name())
                        : "this %s allocator no longer has its stack: open another one on it".formatted(name()));
    }

    /**
     * Refuses a slice of another allocator, and of an earlier allocator on the same file.
     *
     * @param slice what the caller passed in
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it belongs to another allocator
     */
    protected final void checkOwned(BStackSlice slice) {
        Objects.requireNonNull(slice, "slice");
        if (slice.allocator() != this) {
            throw refusal(("%s belongs to another allocator than this one on %s: use that one, or, if it was kept from"
                            + " an earlier opening of the same file, take it up again with slice(start, length)")
                    .formatted(slice, stack.name()));
        }
    }

    /**
     * Runs one operation as one transaction, or as part of the enclosing one.
     *
     * <p>A body that throws what {@link #refusal(String)} or {@link #refusal(RuntimeException)} made must not have
     * changed anything; the refusal then reaches the caller without spoiling an enclosing transaction. Any other throw
     * rolls back everything. So make all checks first. An operation may be made of others: the refusal of one of those
     * rolls back like any other throw, because earlier ones may have changed something.
     *
     * @param body the operation
     * @param <T> its result
     * @return what {@code body} returned
     * @throws IllegalStateException without the stack, or if the stack is closed
     * @throws IOException if {@code body} throws it, or the commit fails
     */
    protected final <T> T operate(TransactionBody<T> body) throws IOException {
        checkAttached();
        Refusal[] refused = new Refusal[1];
        T result = stack.transact(() -> {
            boolean outermost = !operating;
            operating = true;
            try {
                if (state != State.ATTACHED) {
                    throw refusal(notAttached());
                }
                return body.run();
            } catch (Refusal refusal) {
                if (!outermost) {
                    throw refusal.asFailure();
                }
                refused[0] = refusal;
                return null;
            } finally {
                operating = !outermost;
            }
        });
        if (refused[0] != null) {
            throw refused[0].asRefusal();
        }
        return result;
    }

    /**
     * {@return an IllegalArgumentException that refuses an operation before it has changed anything}
     *
     * @param message what is wrong, with offsets and values, and what to do next
     */
    protected static IllegalArgumentException refusal(String message) {
        return new Refusal(message, null);
    }

    /**
     * {@return what to throw inside {@link #operate} so that it refuses with {@code reason}, which need not be an
     * IllegalArgumentException, before it has changed anything}
     *
     * @param reason what the caller of the operation gets
     */
    protected static RuntimeException refusal(RuntimeException reason) {
        return reason instanceof Refusal ? reason : new Refusal(reason.getMessage(), reason);
    }

    private static final class Refusal extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final RuntimeException reason;

        Refusal(String message, RuntimeException reason) {
            super(message, reason);
            this.reason = reason;
        }

        RuntimeException asRefusal() {
            return reason == null ? this : reason;
        }

        RuntimeException asFailure() {
            return reason == null ? new IllegalArgumentException(getMessage(), this) : reason;
        }
    }
}
