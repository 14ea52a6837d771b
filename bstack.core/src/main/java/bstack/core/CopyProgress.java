package bstack.core;

import java.io.IOException;

/** Is told how far a copy has come, and may end it by throwing. */
@FunctionalInterface
public interface CopyProgress {
    /**
     * Takes the state of a copy.
     *
     * @param done how many bytes have been dealt with
     * @param total how many there are, as far as is known
     * @throws IOException to end the copy, which then throws it, and leaves nothing
     */
    void copied(long done, long total) throws IOException;
}
