package bstack.bench;

import java.io.Closeable;

/** An operation on one store, ready to be repeated. A push may be run by many threads at a time, others by one. */
public interface Task extends Closeable {

    /**
     * Brings the store into a state in which the operation can be run so many times; not timed.
     *
     * @param times how often it will be run
     * @throws Exception if the store fails
     */
    default void before(int times) throws Exception {}

    /**
     * Runs the operation once; timed.
     *
     * @throws Exception if the store fails
     */
    void run() throws Exception;

    /**
     * Looks whether the store holds what the runs so far have made of it.
     *
     * @throws Exception if the store fails
     * @throws IllegalStateException if it does not
     */
    void verify() throws Exception;
}
