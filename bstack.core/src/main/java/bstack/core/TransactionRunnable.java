package bstack.core;

import java.io.IOException;

/** The body of a transaction without a result; see {@link BStack#transact(TransactionRunnable)}. */
@FunctionalInterface
public interface TransactionRunnable {
    /**
     * Runs the body; a throw of any kind rolls the whole transaction back.
     *
     * @throws IOException to roll back, or because an operation on the stack failed
     */
    void run() throws IOException;
}
