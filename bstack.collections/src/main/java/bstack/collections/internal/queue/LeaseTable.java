package bstack.collections.internal.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a queue are passed over, because they are claimed, or because a transaction that has not ended removes
 * them. One table serves all objects of a queue in this JVM.
 *
 * <p>Why removals are here too: a claim reads what is durable, without a lock. It would find an element that a transaction
 * in flight has removed. So whoever removes an element enters it here first, under the writer lock, and the entry goes
 * when the removal is visible. A claim enters an element here, and then looks once more whether it is still there:
 * either the removal found the claim, or the claim finds the removal, or the claim finds that the element is gone.
 *
 * <p>The scan for a free element begins at {@link #from}: every element below is in this table, or is no more. That holds
 * because elements are added at the end, and because whatever frees an element moves it back. A scan that was overtaken
 * by that, which {@link #frees} tells, does not move it on.
 *
 * <p>What gives an element back makes no object, and changes fields before it calls anything: an entry that does not hold
 * its element any more is as good as none. So an element is free even if an error of the process ends the call.
 * Thread-safe; it calls nothing that waits.
 */
final class LeaseTable {
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private final LongSupplier nanos;
    private final long start;
    private final Map<Long, Lease> byNumber = new HashMap<>();
    /** When claims are over that are not over yet. */
    private final TreeSet<Lease.Deadline> byDeadline = new TreeSet<>();

    private long from;
    private long frees;
    /** Whether scans begin at the start again: elements are free that may be before the place. */
    private volatile boolean anew;

    private long deadlines;

    /**
     * Creates an empty table.
     *
     * @param nanos the time, which never goes back: {@link System#nanoTime}, but for tests
     */
    LeaseTable(LongSupplier nanos) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /**
     * Where a scan begins.
     *
     * @param from the lowest number that may be free
     * @param frees how often something was freed until then
     */
    record Window(long from, long frees) {}

    /** {@return where a scan for a free element begins; claims whose time is over are forgotten first} */
    synchronized Window window() {
        forgetOverdue();
        if (anew) {
            anew = false;
            from = 0;
            frees++;
        }
        return new Window(from, frees);
    }

    /** {@return whether an element is passed over by those who take} */
    synchronized boolean holds(long number) {
        Lease lease = byNumber.isEmpty() ? null : byNumber.get(number);
        return lease != null && lease.holds();
    }

    /**
     * {@return whether an element is passed over by those who only look} What a transaction in flight removes is there for
     * them, as it is for all who read, if it was not claimed.
     */
    synchronized boolean isClaimed(long number) {
        Lease lease = byNumber.isEmpty() ? null : byNumber.get(number);
        return lease != null && (lease.state == Lease.CLAIMED || lease.before == Lease.CLAIMED);
    }

    /**
     * Claims an element that a scan has found.
     *
     * @return whether it was not held
     */
    synchronized boolean claim(Lease lease, Duration time, Window window) {
        Lease.Deadline deadline = deadline(lease, time);
        lease.deadline = deadline;
        lease.state = Lease.CLAIMED;
        if (!enter(lease, window)) {
            lease.state = Lease.NONE;
            return false;
        }
        byDeadline.add(deadline);
        return true;
    }

    /**
     * Begins the removal of an element that is not claimed.
     *
     * @param remover the operation that removes it
     * @param window that of the scan that has found it, or null
     * @return whether it was not held
     */
    synchronized boolean take(Lease lease, Object remover, @Nullable Window window) {
        forgetOverdue();
        beginRemoval(lease, remover);
        boolean taken = enter(lease, window);
        if (!taken) {
            lease.state = lease.before;
        }
        return taken;
    }

    /** The state changes before the lease is entered: what takes it back goes by the state. */
    private static void beginRemoval(Lease lease, Object remover) {
        lease.remover = remover;
        lease.before = lease.state;
        lease.state = Lease.REMOVING;
    }

    private boolean enter(Lease lease, @Nullable Window window) {
        if (!isOrBecomesOf(lease)) {
            return false;
        }
        if (window != null && window.frees == frees) {
            from = Math.max(from, lease.number + 1);
        }
        return true;
    }

    /**
     * Begins the removal of an element by who has claimed it.
     *
     * @param remover the operation that removes it
     * @return false if it is not his any more
     * @throws IllegalStateException if he has completed or released it
     */
    synchronized boolean complete(Lease lease, Object remover) {
        checkClaimed(lease);
        forgetOverdue();
        beginRemoval(lease, remover);
        boolean mine = isOrBecomesOf(lease);
        if (!mine) {
            lease.state = lease.before;
        }
        return mine;
    }

    /**
     * Sets the time of a claim anew.
     *
     * @return false if the element is not his any more
     * @throws IllegalStateException if he has completed or released it
     */
    synchronized boolean renew(Lease lease, Duration time) {
        checkClaimed(lease);
        forgetOverdue();
        Lease.Deadline old = lease.deadline;
        Lease.Deadline deadline = deadline(lease, time);
        // First of all: what is entered must have an end.
        byDeadline.add(deadline);
        lease.deadline = deadline;
        boolean mine = isOrBecomesOf(lease);
        if (!mine) {
            lease.deadline = old;
        }
        byDeadline.remove(mine ? old : deadline);
        return mine;
    }

    /**
     * Checks that a claim has not ended by the will of who has it, or by a rollback.
     *
     * @throws IllegalStateException if it has
     */
    synchronized void checkClaimed(Lease lease) {
        if (lease.state != Lease.CLAIMED) {
            throw new IllegalStateException("the claim of element %d %s"
                    .formatted(
                            lease.number,
                            switch (lease.state) {
                                case Lease.REMOVING, Lease.REMOVED -> "has been completed";
                                case Lease.RELEASED -> "has been released";
                                default -> "was rolled back with the transaction that made it";
                            }));
        }
    }

    /** {@return whether a claim holds its element, or nobody does, so that it does again} */
    private boolean isOrBecomesOf(Lease lease) {
        Lease holder = byNumber.get(lease.key);
        if (holder != null && holder != lease && holder.holds()) {
            return false;
        }
        if (holder != lease) {
            byNumber.put(lease.key, lease);
        }
        return true;
    }

    /** Ends a removal that is durable and visible. */
    synchronized void removed(Lease lease) {
        if (lease.state == Lease.REMOVING) {
            lease.state = Lease.REMOVED;
            byNumber.remove(lease.key, lease);
            forgetDeadline(lease);
        }
    }

    /**
     * Takes back the removal by an operation, if it has begun one: what was claimed is so again, unless its time is over.
     *
     * @return whether the element is free for others
     */
    synchronized boolean takeBackRemoval(Lease lease, Object remover) {
        if (lease.state != Lease.REMOVING || lease.remover != remover) {
            return false;
        }
        lease.state = lease.before;
        Lease.Deadline deadline = lease.deadline;
        boolean stays = lease.state == Lease.CLAIMED && deadline != null && deadline.at > now();
        return !stays && free(lease);
    }

    /** Gives up a removal that has just begun, of an element that is no more. */
    synchronized void forget(Lease lease) {
        lease.state = lease.before;
        byNumber.remove(lease.key, lease);
    }

    /** Takes back a claim where nothing can be called any more; what is left of it is as good as nothing. */
    void giveUp(Lease lease) {
        lease.state = Lease.NONE;
        anew = true;
    }

    /**
     * Takes back a claim, if there was one.
     *
     * @return whether the element is free for others
     */
    synchronized boolean takeBackClaim(Lease lease) {
        if (lease.state != Lease.CLAIMED) {
            return false;
        }
        lease.state = Lease.NONE;
        return free(lease);
    }

    /**
     * Ends a claim by the will of who has it, unless it has ended already.
     *
     * @return whether the element is free for others
     */
    synchronized boolean release(Lease lease) {
        if (lease.state != Lease.CLAIMED) {
            return false;
        }
        // In place, for even a call could fail: what is free must not be before the place where scans begin.
        if (lease.number < from) {
            from = lease.number;
        }
        frees++;
        lease.state = Lease.RELEASED;
        return free(lease);
    }

    /** Takes a lease out that does not hold its element any more, or whose time is over. {@return whether it was in} */
    private boolean free(Lease lease) {
        from = Math.min(from, lease.number);
        frees++;
        boolean held = byNumber.remove(lease.key, lease);
        forgetDeadline(lease);
        return held;
    }

    private void forgetDeadline(Lease lease) {
        Lease.Deadline deadline = lease.deadline;
        if (deadline != null) {
            byDeadline.remove(deadline);
        }
    }

    /** Begins scans at the start again: elements that were no more may be there again. */
    void reset() {
        anew = true;
    }

    /** {@return how long it takes until the next claim is over, or the most if there is none} */
    synchronized long nanosToNext() {
        for (Lease.Deadline deadline : byDeadline) {
            if (deadline.lease.state == Lease.CLAIMED && deadline.lease.deadline == deadline) {
                return Math.max(0, deadline.at - now());
            }
        }
        return Long.MAX_VALUE;
    }

    /** Forgets claims whose time is over. Those that are being completed keep their elements. */
    private void forgetOverdue() {
        while (!byDeadline.isEmpty() && byDeadline.first().at <= now()) {
            Lease.Deadline deadline = byDeadline.first();
            Lease lease = deadline.lease;
            if (lease.deadline == deadline && lease.state != Lease.REMOVING) {
                free(lease);
            }
            byDeadline.remove(deadline);
        }
    }

    private Lease.Deadline deadline(Lease lease, Duration time) {
        long length = time.compareTo(Duration.ofNanos(LONGEST)) < 0 ? time.toNanos() : LONGEST;
        return new Lease.Deadline(now() + length, lease, deadlines++);
    }

    private long now() {
        return nanos.getAsLong() - start;
    }
}
