package bstack.bench.contender.sorted;

import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB with the default options, syncing its log with each write. */
final class RocksDbMap implements SortedStore {
    private final Options options = new Options().setCreateIfMissing(true);
    private final WriteOptions write = new WriteOptions().setSync(true);
    private final RocksDB db;

    RocksDbMap(Path folder) throws RocksDBException {
        db = RocksDB.open(options, folder.toString());
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < keys.length; i++) {
                batch.put(keys[i], values[i]);
            }
            db.write(write, batch);
        }
    }

    @Override
    public void removeAll(byte[][] keys) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (byte[] key : keys) {
                batch.delete(key);
            }
            db.write(write, batch);
        }
    }

    @Override
    public byte[] get(byte[] key) throws RocksDBException {
        return db.get(key);
    }

    @Override
    public long scan() {
        Counter counter = new Counter();
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                counter.see(iterator.key(), iterator.value());
            }
        }
        return counter.entries();
    }

    @Override
    public void close() {
        db.close();
        write.close();
        options.close();
    }
}
