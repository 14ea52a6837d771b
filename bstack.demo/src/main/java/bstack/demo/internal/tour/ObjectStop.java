package bstack.demo.internal.tour;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.StoreCheck;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.store.ValueSource;
import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The object store that the other commands use, on each allocator. */
final class ObjectStop {
    private static final int OBJECTS = 300;
    private static final int SIZE = 1024;

    private final Guide guide;

    ObjectStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder, List<BStackAllocatorProvider> allocators) throws IOException {
        guide.heading(5, "Objects: value, index entry and root, one transaction");
        guide.explain(
                "The command's own store: bstack put, get, ls and rm. It is built of maps in a heap, and each put is one transaction.");
        for (BStackAllocatorProvider provider : allocators) {
            Path file = folder.resolve("objects-" + provider.name() + ".bstack");
            try (ObjectStore store = ObjectStore.in(BStackAllocators.create(file, provider.name()))) {
                visit(store);
            }
        }
    }

    private void visit(ObjectStore store) throws IOException {
        ObjectAttributes attributes = ObjectAttributes.ofValue(Instant.now());
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            keys.add(Key.of("object-" + i));
        }
        long begun = System.nanoTime();
        for (Key key : keys) {
            store.put(key, attributes, ValueSource.of(new byte[SIZE]));
        }
        long put = System.nanoTime();
        for (Key key : keys) {
            StoredObject object = store.find(key).orElseThrow(() -> new IOException(key + " is not there"));
            store.read(object, new ByteArrayOutputStream(SIZE));
        }
        long got = System.nanoTime();
        guide.fact(
                store.heap().name(),
                "%d objects of %s: put %s, get %s each"
                        .formatted(
                                OBJECTS,
                                Figures.size(SIZE),
                                Figures.micros((put - begun) / (double) OBJECTS),
                                Figures.micros((got - put) / (double) OBJECTS)));
        Guide.expect(StoreCheck.run(store.heap(), n -> {}).findings().isEmpty(), "the store to be sound");
        store.removeAll(keys);
        if (store.heap() instanceof InspectableAllocator heap) {
            boolean used = heap.blocks().stream().anyMatch(b -> b.state() == HeapBlock.State.USED);
            Guide.expect(!used, "an emptied store to use nothing");
        }
        guide.fact("", "all removed in one transaction: no used block is left, nothing has leaked");
    }
}
