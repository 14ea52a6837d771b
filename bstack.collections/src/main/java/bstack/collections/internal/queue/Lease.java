package bstack.collections.internal.queue;

/**
 * That an element is passed over by others: it is claimed, or a transaction that has not ended removes it. All fields but
 * the number are guarded by the {@link LeaseTable} that has the lease, or had it.
 */
final class Lease implements Comparable<Lease> {
    /** What has become of a lease. */
    enum State {
        /** Not granted yet, or taken back by a rollback. */
        NONE,
        /** The element is claimed; once the time is over, the table may have forgotten it. */
        CLAIMED,
        /** The element is being removed, by a transaction that has not ended, or whose end is not known yet. */
        REMOVING,
        /** The element has been removed. */
        REMOVED,
        /** The element is free again, by the will of who had claimed it. */
        RELEASED
    }

    /** The number of the element, as the table has it. An undo must not make a new one. */
    final Long number;

    State state = State.NONE;
    /** What it was before the removal began. */
    State before = State.NONE;
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
