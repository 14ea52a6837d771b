package bstack.bench.contender;

import bstack.bench.Content;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB with the default options, syncing its log with each write or, which is its default, not. */
final class RocksDbStore implements KeyValueStore {
    private final Options options = new Options().setCreateIfMissing(true);
    private final WriteOptions write;
    private final RocksDB db;

    private RocksDbStore(Path folder, boolean sync) throws RocksDBException {
        write = new WriteOptions().setSync(sync);
        db = RocksDB.open(options, folder.toString());
    }

    static KeyValueStore syncing(Path folder) throws RocksDBException {
        return new RocksDbStore(folder, true);
    }

    static KeyValueStore notSyncing(Path folder) throws RocksDBException {
        return new RocksDbStore(folder, false);
    }

    private static byte[] bytes(long key) {
        return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
    }

    @Override
    public void put(long key, byte[] value) throws RocksDBException {
        db.put(write, bytes(key), value);
    }

    @Override
    public void remove(long key) throws RocksDBException {
        db.delete(write, bytes(key));
    }

    @Override
    public void replace(long removed, long key, byte[] value) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            batch.delete(bytes(removed));
            batch.put(bytes(key), value);
            db.write(write, batch);
        }
    }

    @Override
    public void putAll(long first, int count, int length) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (long key = first; key < first + count; key++) {
                batch.put(bytes(key), Content.of(key, length));
            }
            db.write(write, batch);
        }
    }

    @Override
    public byte[] get(long key) throws RocksDBException {
        return db.get(bytes(key));
    }

    @Override
    public void close() {
        db.close();
        write.close();
        options.close();
    }
}
