package bstack.collections.internal.views;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The view over a map in memory: its own logic, whatever is below. */
class InMemoryMapViewTest extends MapViewContract {
    private BStack stack;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(Storage.memory());
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    @Override
    <K, V> DurableMap<K, V> map(Codec<K> keys, Codec<V> values) {
        return new InMemoryMap<>(stack, keys, values);
    }

    @Override
    BStack stack() {
        return stack;
    }
}
