package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * A call of a stack, and what it makes of the payload.
 *
 * @param name what it is
 * @param action the call; what it allocates itself is not the library's doing
 * @param effect the payload afterwards, by the payload before
 */
record StackCall(String name, Action action, UnaryOperator<byte[]> effect) {
    /** The call itself. */
    @FunctionalInterface
    interface Action {
        void run(BStack stack) throws IOException;
    }
}
