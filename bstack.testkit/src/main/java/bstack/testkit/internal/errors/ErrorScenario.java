package bstack.testkit.internal.errors;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that is done again and again, each time with an error at another site. */
interface ErrorScenario {
    /** {@return its name, by which it is repeated alone} */
    String name();

    /**
     * Sets everything up; nothing is thrown meanwhile.
     *
     * @throws IOException if that fails
     */
    Trial begin() throws IOException;

    /** {@return whether what is tried needs a thread's whole stack, so that running out of it can be tried for real} */
    default boolean runsOnCaller() {
        return true;
    }

    /** {@return how many times as long as others it takes, so that fewer are in a sample} */
    default int weight() {
        return 1;
    }

    /**
     * {@return whether it is a first use in which classes are initialised, before anything can be changed} An initialiser
     * that finds no memory for its own constants is not tried again by the JVM.
     */
    default boolean loads() {
        return false;
    }

    /** One case. */
    interface Trial {
        /** {@return the threads in which errors are thrown; null: in all} */
        default Thread @Nullable [] victims() {
            return new Thread[] {Thread.currentThread()};
        }

        /**
         * What is tried; an error is thrown meanwhile.
         *
         * @throws Throwable what came of it
         */
        void act() throws Throwable;

        /**
         * Checks what is there, and goes on working; nothing is thrown any more.
         *
         * @param thrown what {@link #act} has thrown, null if it returned
         * @throws AssertionError if something does not hold
         * @throws IOException likewise
         */
        void check(@Nullable Throwable thrown) throws IOException;
    }
}
