package bstack.bench.contender;

import bstack.bench.Content;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** The MVStore of H2: a commit writes a chunk, a sync flushes the file. Without its own delayed commits. */
final class H2Store implements KeyValueStore {
    private final MVStore store;
    private final MVMap<Long, byte[]> map;

    H2Store(Path folder) {
        store = new MVStore.Builder()
                .fileName(folder.resolve("store.mv").toString())
                .autoCommitDisabled()
                .open();
        map = store.openMap("records");
    }

    private void commit() {
        store.commit();
        store.sync();
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, value);
        commit();
    }

    @Override
    public void remove(long key) {
        map.remove(key);
        commit();
    }

    @Override
    public void replace(long removed, long key, byte[] value) {
        map.remove(removed);
        map.put(key, value);
        commit();
    }

    @Override
    public void putAll(long first, int count, int length) {
        for (long key = first; key < first + count; key++) {
            map.put(key, Content.of(key, length));
        }
        commit();
    }

    @Override
    public byte[] get(long key) {
        return map.get(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
