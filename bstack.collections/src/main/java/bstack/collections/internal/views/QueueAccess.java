package bstack.collections.internal.views;

import java.io.IOException;

/** What a view of a queue needs beyond the queue's interface. */
public interface QueueAccess {
    /**
     * Removes an element that is still there and not claimed.
     *
     * @param number its number
     * @return whether it was removed
     */
    boolean remove(long number) throws IOException;

    /** {@return the state of what the queue has for takers: another number once it may have more} */
    long arrivals();

    /**
     * Waits until the queue may have more for takers than it had, until some time has passed, or for no reason.
     *
     * @param seen what {@link #arrivals} was before the caller has found nothing
     * @param nanos how long at most
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if the stack is closed
     * @throws IOException if the stack has failed
     */
    void awaitArrival(long seen, long nanos) throws InterruptedException, IOException;

    /** Wakes another thread that waits, for one that was woken and will not take anything. */
    void passOn();
}
