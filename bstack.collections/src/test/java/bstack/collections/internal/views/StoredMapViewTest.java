package bstack.collections.internal.views;

import bstack.alloc.ghosttree.GhostTreeBStackAllocator;
import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.core.BStack;
import bstack.core.Storage;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The view over maps in a heap. */
class StoredMapViewTest extends MapViewContract {
    private BStack stack;
    private HeapRoot root;
    private int maps;

    @BeforeEach
    void open() throws IOException {
        stack = BStack.open(Storage.memory());
        root = HeapRoot.open(GhostTreeBStackAllocator.open(stack));
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    @Override
    <K, V> DurableMap<K, V> map(Codec<K> keys, Codec<V> values) throws IOException {
        return root.map("map " + maps++, keys, values);
    }

    @Override
    BStack stack() {
        return stack;
    }
}
