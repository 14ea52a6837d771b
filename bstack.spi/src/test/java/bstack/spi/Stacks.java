package bstack.spi;

import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;

/** Stacks to test on. */
public final class Stacks {
    private Stacks() {}

    /** {@return a new stack in memory} */
    public static BStack memory() throws IOException {
        return BStack.open(Storage.memory());
    }

    /** {@return a new stack in memory with this payload} */
    public static BStack memory(byte[] payload) throws IOException {
        BStack stack = memory();
        stack.push(payload);
        return stack;
    }
}
