package bstack.bench.contender;

import bstack.bench.Content;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** LMDB with its default of two flushes for each commit, one of the pages and one of the root. */
final class LmdbStore implements KeyValueStore {
    private static final long MAP_SIZE = 2L << 30;
    private static final int LONGEST = 4096;

    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> db;
    private final ThreadLocal<ByteBuffer> keys = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(Long.BYTES));
    private final ThreadLocal<ByteBuffer> values = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(LONGEST));

    LmdbStore(Path folder) {
        env = Env.create().setMapSize(MAP_SIZE).setMaxDbs(1).open(folder.toFile());
        db = env.openDbi("records", DbiFlags.MDB_CREATE);
    }

    private ByteBuffer key(long key) {
        return keys.get().clear().putLong(key).flip();
    }

    private void put(Txn<ByteBuffer> txn, long key, byte[] value) {
        db.put(txn, key(key), values.get().clear().put(value).flip());
    }

    @Override
    public void put(long key, byte[] value) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            put(txn, key, value);
            txn.commit();
        }
    }

    @Override
    public void remove(long key) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            db.delete(txn, key(key));
            txn.commit();
        }
    }

    @Override
    public void replace(long removed, long key, byte[] value) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            db.delete(txn, key(removed));
            put(txn, key, value);
            txn.commit();
        }
    }

    @Override
    public void putAll(long first, int count, int length) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (long key = first; key < first + count; key++) {
                put(txn, key, Content.of(key, length));
            }
            txn.commit();
        }
    }

    @Override
    public byte[] get(long key) {
        try (Txn<ByteBuffer> txn = env.txnRead()) {
            ByteBuffer found = db.get(txn, key(key));
            if (found == null) {
                return null;
            }
            byte[] value = new byte[found.remaining()];
            found.get(value);
            return value;
        }
    }

    @Override
    public void close() {
        db.close();
        env.close();
    }
}
