package bstack.collections.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * That an element is passed over by others: it is claimed, or a transaction that has not ended removes it. All fields but
 * the number are guarded by the {@link LeaseTable} that has the lease, or had it.
 */
final class Lease implements Comparable<Lease> {
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

    /** The number of the element, as the table has it. An undo must not make a new one. */
    final Long number;

    int state = NONE;
    /** What it was before the removal began. */
    int before = NONE;
    /** The operation that removes the element. */
    @Nullable
    Object remover;
    /** When the time is over, in the table's time. */
    long deadline;

    Lease(long number) {
        this.number = number;
    }

    /** By the end of their times; no two leases of a table have the same number. */
    @Override
    public int compareTo(Lease other) {
        int byDeadline = Long.compare(deadline, other.deadline);
        return byDeadline != 0 ? byDeadline : number.compareTo(other.number);
    }
}
