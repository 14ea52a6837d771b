package bstack.collections.internal.views;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Calls of a structure, whose exceptions the interfaces of {@code java.util} do not have. */
final class Unchecked {
    private Unchecked() {}

    /** A call of a structure that returns something. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /** A call of a structure that answers a question. Nothing is made of the answer: it may be committed by then. */
    @FunctionalInterface
    interface Test {
        boolean run() throws IOException;
    }

    /** A call of a structure that returns nothing. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** {@return what the call returns} */
    static <T extends @Nullable Object> T get(Call<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what the call answers} */
    static boolean test(Test call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the call. */
    static void run(Step call) {
        try {
            call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a size as {@code java.util} has it} */
    static int size(long size) {
        return (int) Math.min(size, Integer.MAX_VALUE);
    }
}
