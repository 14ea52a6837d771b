package bstack.core.internal.commit;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a view that has been overtaken too often holds back changes with. To let go is to write a field, which cannot
 * fail.
 *
 * <p>Whoever changes what is visible waits for the holds that were there first. Those that come while it waits have to
 * wait for that change, so neither side keeps the other out for ever.
 */
public final class ViewHold {
    private final Thread thread;
    private volatile boolean admitted;
    /** Whether it holds nothing back any more. */
    public volatile boolean over;

    private @Nullable ViewHold next;
    private volatile @Nullable List list;

    /** @param thread whose view it is */
    public ViewHold(Thread thread) {
        this.thread = thread;
    }

    /** {@return whether changes wait for it} */
    boolean isAdmitted() {
        return admitted;
    }

    /** Wakes who has waited for its end. */
    public void wakeChange() {
        List l = list;
        if (l != null) {
            LockSupport.unpark(l.waiting);
        }
    }

    /** The holds of a payload. Guarded by its gate. */
    static final class List {
        private @Nullable ViewHold first;
        /** The thread that waits for holds to end, before a change. */
        private volatile @Nullable Thread waiting;

        /** Adds a hold: admitted at once, or after the change that waits already. */
        void add(ViewHold hold) {
            hold.list = this;
            hold.next = first;
            first = hold;
            hold.admitted = waiting == null;
        }

        /** {@return whether nothing holds a change back} If something does, the thread is woken when that is over. */
        boolean mayChange(Thread me) {
            if (first == null) {
                return true;
            }
            waiting = me;
            boolean held = false;
            ViewHold before = null;
            for (ViewHold hold = first; hold != null; hold = hold.next) {
                if (!hold.over) {
                    before = hold;
                    held |= hold.admitted;
                } else if (before == null) {
                    first = hold.next;
                } else {
                    before.next = hold.next;
                }
            }
            return !held;
        }

        /** Admits who has come meanwhile: a change has been made. */
        void changed() {
            if (waiting == null) {
                return;
            }
            waiting = null;
            for (ViewHold hold = first; hold != null; hold = hold.next) {
                if (!hold.admitted) {
                    hold.admitted = true;
                    LockSupport.unpark(hold.thread);
                }
            }
        }
    }
}
