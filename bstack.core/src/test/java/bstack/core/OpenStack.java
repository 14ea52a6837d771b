package bstack.core;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty stack with a tight journal in memory, for a test to extend. */
abstract class OpenStack {
    HookedStorage storage = new HookedStorage();
    BStack stack;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(storage, Medium.TIGHT);
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }
}
