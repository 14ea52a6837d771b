package bstack.bench.contender.sorted;

import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** The MVStore of H2: a commit writes a chunk, a sync flushes the file. Without its own delayed commits. */
final class H2Map implements SortedStore {
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    H2Map(Path folder) {
        store = new MVStore.Builder()
                .fileName(folder.resolve("store.mv").toString())
                .autoCommitDisabled()
                .open();
        map = store.openMap(
                "records",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private void commit() {
        store.commit();
        store.sync();
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) {
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        commit();
    }

    @Override
    public void removeAll(byte[][] keys) {
        for (byte[] key : keys) {
            map.remove(key);
        }
        commit();
    }

    @Override
    public byte[] get(byte[] key) {
        return map.get(key);
    }

    @Override
    public long scan() {
        Counter counter = new Counter();
        Cursor<byte[], byte[]> cursor = map.cursor(null);
        while (cursor.hasNext()) {
            counter.see(cursor.next(), cursor.getValue());
        }
        return counter.entries();
    }

    @Override
    public void close() {
        store.close();
    }
}
