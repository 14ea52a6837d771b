package bstack.collections;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * An element of a queue that is leased to its holder, who either completes or releases it.
 *
 * <pre>{@code
 * try (Claim<Job> claim = jobs.claim(Duration.ofMinutes(1))) {
 *     if (claim != null) {
 *         Result result = run(claim.value());
 *         stack.transact(() -> {           // the result and the end of the job, both or neither
 *             results.put(claim.value().id(), result);
 *             claim.complete();
 *         });
 *     }
 * }
 * }</pre>
 *
 * <p>When the lease is over, the element is free: others may claim or remove it. As long as nobody has it, the claim may
 * still be completed. When someone else has claimed or removed it, the claim is lost. A claim is thread-safe, and may be
 * completed by another thread than the one that made it.
 *
 * @param <E> the elements of the queue
 */
public interface Claim<E> extends Closeable {
    /** {@return the element} */
    E value();

    /**
     * Removes the element from the queue, as one transaction or as part of the caller's. If that is rolled back, the
     * claim is as it was.
     *
     * @throws ClaimLostException if the lease was over, and someone else has the element now or has removed it; in a
     *     transaction, let it out of the body, so that everything is rolled back
     * @throws IllegalStateException if the claim has been completed or released
     * @throws IOException if the stack fails, or what is read is damaged
     */
    void complete() throws IOException;

    /**
     * Makes the lease end later, or earlier: after {@code lease} from now. A rollback does not take this back. If this
     * throws {@link ClaimLostException}, the lease ends when it would have ended.
     *
     * @param lease how long the element is passed over by others from now on, more than zero
     * @throws ClaimLostException if the lease was over, and someone else has the element now or has removed it
     * @throws IllegalArgumentException if the lease is zero or negative
     * @throws IllegalStateException if the claim has been completed or released
     * @throws IOException if the stack fails, or what is read is damaged
     */
    void renew(Duration lease) throws IOException;

    /**
     * Makes the element free again, at its old place in the queue; does nothing if the claim has been completed, released
     * or lost. Nothing is written to the file.
     *
     * @throws IOException if the stack fails
     */
    void release() throws IOException;

    /** The same as {@link #release()}: a claim that was completed stays so. */
    @Override
    default void close() throws IOException {
        release();
    }
}
