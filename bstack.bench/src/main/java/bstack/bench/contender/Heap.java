package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** This library's stack with an allocator on it, and the object store of its command. */
public final class Heap implements Contender {
    private final String name;
    private final String allocator;
    private final StackOpener opener;

    /**
     * Creates the contender.
     *
     * @param name its name in tables
     * @param allocator the allocator's name
     * @param opener how its stacks are opened
     */
    public Heap(String name, String allocator, StackOpener opener) {
        this.name = name;
        this.allocator = allocator;
        this.opener = opener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws IOException {
        return switch (op) {
            case ALLOC -> Optional.of(new Alloc(create(folder)));
            case DEALLOC -> Optional.of(new Dealloc(create(folder)));
            case REALLOC -> Optional.of(new Realloc(create(folder)));
            case REPLACE -> Optional.of(new Replace(create(folder)));
            case PUT -> Optional.of(new Put(ObjectStore.in(create(folder))));
            default -> Optional.empty();
        };
    }

    private BStackAllocator create(Path folder) throws IOException {
        return BStackAllocators.create(opener.open(folder.resolve("heap.bstack")), allocator);
    }

    /** An operation on a heap of 2,000 live slices of 16 to 512 bytes, with free blocks between them. */
    private abstract static class OnHeap implements Task {
        private static final int LIVE = 2_000;

        final LiveSlices live;

        OnHeap(BStackAllocator heap) throws IOException {
            live = new LiveSlices(heap);
            live.grow(2 * LIVE);
            live.shrink(LIVE);
        }

        @Override
        public void before(int times) throws IOException {
            live.shrink(LIVE);
            live.grow(LIVE);
        }

        @Override
        public void verify() throws IOException {
            live.verify();
        }

        @Override
        public void close() throws IOException {
            live.heap().close();
        }
    }

    private static final class Alloc extends OnHeap {
        Alloc(BStackAllocator heap) throws IOException {
            super(heap);
        }

        @Override
        public void run() throws IOException {
            live.alloc();
        }
    }

    private static final class Dealloc extends OnHeap {
        Dealloc(BStackAllocator heap) throws IOException {
            super(heap);
        }

        @Override
        public void run() throws IOException {
            live.dealloc();
        }
    }

    private static final class Realloc extends OnHeap {
        Realloc(BStackAllocator heap) throws IOException {
            super(heap);
        }

        @Override
        public void before(int times) throws IOException {
            live.makeSmall(times);
        }

        @Override
        public void run() throws IOException {
            live.enlarge();
        }
    }

    private static final class Replace extends OnHeap {
        Replace(BStackAllocator heap) throws IOException {
            super(heap);
        }

        @Override
        public void run() throws IOException {
            live.replace();
        }

        @Override
        public void verify() throws IOException {
            super.verify();
            BStackSlice published =
                    BStackSlice.fromBytes(live.heap(), live.heap().reserved().read(0, BStackSlice.BYTES));
            Content.checkEqual("the slice in the root", live.newest().start(), published.start());
        }
    }

    private static final class Put implements Task {
        private static final int LENGTH = 1024;

        private final ObjectStore store;
        private final ObjectAttributes attributes = ObjectAttributes.ofValue(Instant.EPOCH);
        private long puts;

        Put(ObjectStore store) {
            this.store = store;
        }

        @Override
        public void run() throws IOException {
            store.put(key(puts), attributes, ValueSource.of(Content.of(puts, LENGTH)));
            puts++;
        }

        private static Key key(long number) {
            return Key.of("object/%08d".formatted(number));
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("objects", puts, store.count());
            StoredObject last = store.find(key(puts - 1)).orElseThrow();
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            store.read(last, value);
            Content.check("the last object", puts - 1, LENGTH, value.toByteArray());
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }
}
