package bstack.bench.contender.sorted;

import java.nio.file.Path;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/** The tree map of MapDB, with its write-ahead log. */
final class MapDbTree implements SortedStore {
    private final DB db;
    private final BTreeMap<byte[], byte[]> map;

    MapDbTree(Path folder) {
        db = DBMaker.fileDB(folder.resolve("store.mapdb").toFile())
                .transactionEnable()
                .make();
        map = db.treeMap("records", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                .createOrOpen();
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) {
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        db.commit();
    }

    @Override
    public void removeAll(byte[][] keys) {
        for (byte[] key : keys) {
            map.remove(key);
        }
        db.commit();
    }

    @Override
    public byte[] get(byte[] key) {
        return map.get(key);
    }

    @Override
    public long scan() {
        Counter counter = new Counter();
        map.forEach(counter::see);
        return counter.entries();
    }

    @Override
    public void close() {
        db.close();
    }
}
