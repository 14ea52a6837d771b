package bstack.collections;

import java.io.IOException;

/** Is told how far a long operation has come, and may stop it. */
@FunctionalInterface
public interface Progress {
    /**
     * Takes the state of the operation, between two of its transactions.
     *
     * @param done how many bytes have been dealt with
     * @param total how many there are, as far as is known
     * @return whether to go on; false ends the operation in good order, and it may be resumed later
     * @throws IOException to end the operation, which then throws it; what has been done stays done
     */
    boolean update(long done, long total) throws IOException;
}
