package bstack.collections.internal.views;

import bstack.core.TransactionBody;
import bstack.core.TransactionRunnable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Calls of a structure, whose exceptions the interfaces of {@code java.util} do not have. */
final class Unchecked {
    private Unchecked() {}

    /** {@return what the call returns} */
    static <T extends @Nullable Object> T get(TransactionBody<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the call. */
    static void run(TransactionRunnable call) {
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
