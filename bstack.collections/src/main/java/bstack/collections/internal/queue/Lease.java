package bstack.collections.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * That an element is passed over by others: it is claimed, or a transaction that has not ended removes it. All fields that
 * change are guarded by the {@link LeaseTable} that has the lease, or had it.
 */
final class Lease {
    /** Not granted yet, or taken back by a rollback. No enum: the initialisation of its class could fail for good. */
    static final int NONE = 0;
    /** The element is claimed; once the time is over, the table may have forgotten it. */
    static final int CLAIMED = 1;
    /** The element is being removed, by a transaction that has not ended, or whose end is not known yet. */
    static final int REMOVING = 2;
    /** The element has been removed. */
    static final int REMOVED = 3;
    /** The element is free again, by the will of who had claimed it. */
    static final int RELEASED = 4;

    /** The number of the element. */
    final long number;
    /** The same, as the table has it. An undo must not make a new one. */
    final Long key;

    volatile int state = NONE;
    /** What it was before the removal began. */
    int before = NONE;
    /** The operation that removes the element. */
    @Nullable
    Object remover;
    /** The end of its time, of a claim. */
    @Nullable
    Deadline deadline;

    Lease(long number) {
        this.number = number;
        this.key = number;
    }

    /** {@return whether the element is passed over, if the table has the lease} */
    boolean holds() {
        return state == CLAIMED || state == REMOVING;
    }

    /** The end of a lease's time. One that is not the lease's any more means nothing. */
    static final class Deadline implements Comparable<Deadline> {
        final long at;
        final Lease lease;
        /** Differs for each of a table. */
        private final long serial;

        Deadline(long at, Lease lease, long serial) {
            this.at = at;
            this.lease = lease;
            this.serial = serial;
        }

        @Override
        public int compareTo(Deadline other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(serial, other.serial);
        }
    }
}
