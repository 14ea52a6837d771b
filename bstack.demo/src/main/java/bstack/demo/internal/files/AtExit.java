package bstack.demo.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The duties at the end of the process, also after a signal: to remove temporary files and to end other processes.
 *
 * <p>Only SIGKILL, which no process can handle, skips them. Once the end has begun nothing new is created, so a thread
 * that goes on meanwhile cannot leave anything.
 */
public final class AtExit {
    private static final Deque<Duty> DUTIES = new ArrayDeque<>();
    private static boolean ending;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(AtExit::end, "bstack exit"));
        } catch (IllegalStateException e) {
            // It ends already, and nothing has been begun.
            ending = true;
        }
    }

    private AtExit() {}

    /** What is done at the end. */
    @FunctionalInterface
    public interface Duty {
        /**
         * Does it.
         *
         * @throws IOException if it fails; ignored, because nobody is left to notify
         */
        void run() throws IOException;
    }

    /** Makes something. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws IOException;
    }

    /** Makes something that has to be unmade. */
    @FunctionalInterface
    public interface Start {
        /** Makes it; {@return what unmakes it} */
        Duty start() throws IOException;
    }

    /** Thrown instead of making anything when the process is about to end. */
    public static final class EndingException extends IOException {
        private static final long serialVersionUID = 1L;

        EndingException() {
            super("the process is ending");
        }
    }

    /** {@return what the making gives; the process does not end in the middle of it} */
    static synchronized <T> T whole(Making<T> making) throws IOException {
        if (ending) {
            throw new EndingException();
        }
        return making.make();
    }

    /**
     * Makes something that has to be unmade when the process ends; it does not end in between.
     *
     * @return what takes the duty back, without doing it
     * @throws EndingException if the process is ending
     */
    public static synchronized Closeable begin(Start start) throws IOException {
        Duty duty = whole(start::start);
        DUTIES.push(duty);
        return () -> forget(duty);
    }

    private static synchronized void forget(Duty duty) {
        DUTIES.remove(duty);
    }

    /** {@return whether the process is about to end, so that failures follow from that alone} */
    public static synchronized boolean isEnding() {
        return ending;
    }

    private static synchronized void end() {
        ending = true;
        for (Duty duty : DUTIES) {
            try {
                duty.run();
            } catch (IOException | RuntimeException e) {
                // The others are to be done all the same.
            }
        }
    }
}
