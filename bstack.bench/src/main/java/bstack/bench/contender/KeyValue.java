package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A rival that is a key-value store: a push is a put under the next key, a pop removes the newest key. */
public final class KeyValue implements Contender {
    private static final int RECORDS = 10_000;
    private static final int LIVE = 2_000;
    private static final int TEN = 10;
    private static final int OBJECT = 1024;

    private final String name;
    private final boolean syncs;
    private final KeyValueStore.Opener opener;

    KeyValue(String name, boolean syncs, KeyValueStore.Opener opener) {
        this.name = name;
        this.syncs = syncs;
        this.opener = opener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean syncs() {
        return syncs;
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws Exception {
        return switch (op) {
            case PUSH -> Optional.of(new Put(opener.open(folder), Content.RECORD));
            case PUT -> Optional.of(new Put(opener.open(folder), OBJECT));
            case POP -> Optional.of(new Remove(opener.open(folder)));
            case SET -> Optional.of(new Update(opener.open(folder)));
            case TRANSACTION -> Optional.of(new Ten(opener.open(folder)));
            case REPLACE -> Optional.of(new Replace(opener.open(folder)));
            case READ -> Optional.of(new Read(opener.open(folder)));
            case ALLOC, DEALLOC, REALLOC -> Optional.empty();
        };
    }

    private abstract static class OnStore implements Task {
        final KeyValueStore store;

        OnStore(KeyValueStore store) {
            this.store = store;
        }

        final void check(long key, long number, int length) throws Exception {
            Content.check(store.getClass().getSimpleName(), number, length, store.get(key));
        }

        final void checkMissing(long key) throws Exception {
            if (store.get(key) != null) {
                throw new IllegalStateException("key " + key + " is there, and should not be");
            }
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    private static final class Put extends OnStore {
        private final AtomicLong next = new AtomicLong();
        private final byte[] value;

        Put(KeyValueStore store, int length) {
            super(store);
            value = Content.of(0, length);
        }

        @Override
        public void run() throws Exception {
            store.put(next.getAndIncrement(), value);
        }

        @Override
        public void verify() throws Exception {
            check(0, 0, value.length);
            check(next.get() - 1, 0, value.length);
            checkMissing(next.get());
        }
    }

    private static final class Remove extends OnStore {
        private long left;

        Remove(KeyValueStore store) throws Exception {
            super(store);
            before(RECORDS);
        }

        @Override
        public void before(int times) throws Exception {
            store.putAll(left, times, Content.RECORD);
            left += times;
        }

        @Override
        public void run() throws Exception {
            store.remove(--left);
        }

        @Override
        public void verify() throws Exception {
            check(left - 1, left - 1, Content.RECORD);
            checkMissing(left);
        }
    }

    /** Each time to another value: SQLite does not write, and does not flush, what is there already. */
    private static final class Update extends OnStore {
        private final Places places = new Places(RECORDS);
        private long version;
        private long last;

        Update(KeyValueStore store) throws Exception {
            super(store);
            store.putAll(0, RECORDS, Content.RECORD);
        }

        @Override
        public void run() throws Exception {
            last = places.next();
            store.put(last, Content.of(--version, Content.RECORD));
        }

        @Override
        public void verify() throws Exception {
            check(last, version, Content.RECORD);
            checkMissing(RECORDS);
        }
    }

    private static final class Ten extends OnStore {
        private long next;

        Ten(KeyValueStore store) {
            super(store);
        }

        @Override
        public void run() throws Exception {
            store.putAll(next, TEN, Content.RECORD);
            next += TEN;
        }

        @Override
        public void verify() throws Exception {
            check(next - TEN, next - TEN, Content.RECORD);
            check(next - 1, next - 1, Content.RECORD);
            checkMissing(next);
        }
    }

    private static final class Replace extends OnStore {
        private final Places places = new Places(LIVE);
        private final long[] live = new long[LIVE];
        private final byte[] value = Content.of(-1, Content.RECORD);
        private long next = LIVE;
        private long removed = -1;

        Replace(KeyValueStore store) throws Exception {
            super(store);
            store.putAll(0, LIVE, Content.RECORD);
            for (int i = 0; i < LIVE; i++) {
                live[i] = i;
            }
        }

        @Override
        public void run() throws Exception {
            int at = places.next();
            removed = live[at];
            live[at] = next++;
            store.replace(removed, live[at], value);
        }

        @Override
        public void verify() throws Exception {
            check(next - 1, -1, Content.RECORD);
            checkMissing(removed);
        }
    }

    private static final class Read extends OnStore {
        private final Places places = new Places(Content.READABLE);
        private long last;
        private byte[] found;

        Read(KeyValueStore store) throws Exception {
            super(store);
            store.putAll(0, Content.READABLE, Content.RECORD);
        }

        @Override
        public void run() throws Exception {
            last = places.next();
            found = store.get(last);
        }

        @Override
        public void verify() {
            Content.check("the record read", last, Content.RECORD, found);
        }
    }
}
