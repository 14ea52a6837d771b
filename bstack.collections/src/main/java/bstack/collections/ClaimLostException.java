package bstack.collections;

import java.io.IOException;

/**
 * Thrown when a claim is to be completed or renewed whose lease was over, and whose element someone else has claimed or
 * removed meanwhile. Nothing has been changed.
 */
public class ClaimLostException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The name of the queue. */
    private final String queue;
    /** The number of the element. */
    private final long number;

    /**
     * Creates the exception.
     *
     * @param path the file, or a name for the medium
     * @param queue the name of the queue
     * @param number the number of the element
     * @param since what has happened to the element, a clause: {@code has been removed}, for example
     */
    public ClaimLostException(String path, String queue, long number, String since) {
        super("%s: queue %s: the lease of element %d was over, and it %s: roll back what rests on it"
                .formatted(path, queue, number, since));
        this.queue = queue;
        this.number = number;
    }

    /** {@return the name of the queue} */
    public String queue() {
        return queue;
    }

    /** {@return the number of the element, as a cursor of the queue has it} */
    public long number() {
        return number;
    }
}
