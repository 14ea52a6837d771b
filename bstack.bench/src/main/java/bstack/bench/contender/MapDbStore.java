package bstack.bench.contender;

import bstack.bench.Content;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.mapdb.Store;

/** The store below MapDB's collections, with its write-ahead log; its own record numbers stand for the keys. */
final class MapDbStore implements KeyValueStore {
    private final DB db;
    private final Store store;
    private final Map<Long, Long> numbers = new ConcurrentHashMap<>();

    MapDbStore(Path folder) {
        db = DBMaker.fileDB(folder.resolve("store.mapdb").toFile())
                .transactionEnable()
                .make();
        store = db.getStore();
    }

    private void putUncommitted(long key, byte[] value) {
        Long number = numbers.get(key);
        if (number == null) {
            numbers.put(key, store.put(value, Serializer.BYTE_ARRAY));
        } else {
            store.update(number, value, Serializer.BYTE_ARRAY);
        }
    }

    private void removeUncommitted(long key) {
        store.delete(numbers.remove(key), Serializer.BYTE_ARRAY);
    }

    @Override
    public void put(long key, byte[] value) {
        putUncommitted(key, value);
        store.commit();
    }

    @Override
    public void remove(long key) {
        removeUncommitted(key);
        store.commit();
    }

    @Override
    public void replace(long removed, long key, byte[] value) {
        removeUncommitted(removed);
        putUncommitted(key, value);
        store.commit();
    }

    @Override
    public void putAll(long first, int count, int length) {
        for (long key = first; key < first + count; key++) {
            putUncommitted(key, Content.of(key, length));
        }
        store.commit();
    }

    @Override
    public byte[] get(long key) {
        Long number = numbers.get(key);
        return number == null ? null : store.get(number, Serializer.BYTE_ARRAY);
    }

    @Override
    public void close() {
        db.close();
    }
}
