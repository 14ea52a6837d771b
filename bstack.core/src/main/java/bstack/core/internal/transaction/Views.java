package bstack.core.internal.transaction;

import bstack.core.TransactionBody;
import bstack.core.internal.commit.PayloadView;
import bstack.core.internal.commit.StateView;
import bstack.core.internal.commit.ViewHold;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs bodies that read many places of one committed state, without a lock.
 *
 * <p>A body that a commit has overtaken runs again. After {@value #ATTEMPTS} runs in vain it holds back what would
 * overtake it, so that it ends beside any number of commits.
 */
public final class Views {
    private static final int ATTEMPTS = 4;

    private final String name;
    private final Begin begin;

    @SuppressWarnings("ThreadLocalUsage") // one of each stack: a thread may be in views of several
    private final ThreadLocal<Slot> slots = new ThreadLocal<>();
    /** Whether any thread has ever run a view; until then nobody looks for his own. */
    private volatile boolean used;

    /** Where a thread's view is while its body runs. */
    private static final class Slot {
        @Nullable
        StateView view;
    }

    /** Where views come from. */
    @FunctionalInterface
    public interface Begin {
        /**
         * {@return the payload as it is now}
         *
         * @param hold what holds back changes until it is over, or null
         * @throws IOException if reads fail
         */
        StateView begin(@Nullable ViewHold hold) throws IOException;
    }

    /**
     * Creates what runs the views of a stack.
     *
     * @param name of the stack, for messages
     * @param begin gives a view for each run of a body
     */
    public Views(String name, Begin begin) {
        this.name = name;
        this.begin = begin;
    }

    /** {@return what the body of the calling thread's view reads, or null if it runs none} */
    public @Nullable PayloadView mine() {
        if (!used) {
            return null;
        }
        Slot slot = slots.get();
        return slot == null ? null : slot.view;
    }

    /** Throws for a call that is not possible inside a view of this thread. */
    void checkNotInView(String what) {
        if (mine() != null) {
            throw new IllegalStateException(
                    "%s: %s is not possible inside a view, which only reads and waits for nobody"
                            .formatted(name, what));
        }
    }

    /** Runs a body, once or several times. */
    public <T extends @Nullable Object> T run(TransactionBody<T> body) throws IOException {
        Slot slot = slots.get();
        if (slot == null) {
            slot = new Slot();
            slots.set(slot);
            used = true;
        }
        if (slot.view != null) {
            return body.run();
        }
        for (int attempt = 0; ; attempt++) {
            ViewHold hold = attempt < ATTEMPTS ? null : new ViewHold(Thread.currentThread());
            StateView view = null;
            try {
                view = begin.begin(hold);
                slot.view = view;
                T result = body.run();
                if (!view.isOvertaken()) {
                    return result;
                }
            } catch (Throwable e) {
                if (view == null || !view.isOvertaken()) {
                    throw e;
                }
            } finally {
                slot.view = null;
                if (hold != null) {
                    hold.over = true;
                    wake(hold);
                }
            }
        }
    }

    private static void wake(ViewHold hold) {
        try {
            hold.wakeChange();
        } catch (Throwable e) {
            // Who waits looks again by itself.
        }
    }
}
