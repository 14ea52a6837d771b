package bstack.bench.contender.sorted;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.Txn;

/** LMDB with its default of two flushes for each commit, one of the pages and one of the root. */
final class LmdbMap implements SortedStore {
    private static final long MAP_SIZE = 4L << 30;
    private static final int LONGEST = 4096;

    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> db;
    private final ThreadLocal<ByteBuffer> keys = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(LONGEST));
    private final ThreadLocal<ByteBuffer> values = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(LONGEST));

    LmdbMap(Path folder) {
        env = Env.create().setMapSize(MAP_SIZE).setMaxDbs(1).open(folder.toFile());
        db = env.openDbi("records", DbiFlags.MDB_CREATE);
    }

    private ByteBuffer key(byte[] key) {
        return keys.get().clear().put(key).flip();
    }

    @Override
    public void putAll(byte[][] all, byte[][] contents) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (int i = 0; i < all.length; i++) {
                db.put(txn, key(all[i]), values.get().clear().put(contents[i]).flip());
            }
            txn.commit();
        }
    }

    @Override
    public void removeAll(byte[][] all) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            for (byte[] key : all) {
                db.delete(txn, key(key));
            }
            txn.commit();
        }
    }

    @Override
    public byte[] get(byte[] key) {
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
    public long scan() {
        Counter counter = new Counter();
        try (Txn<ByteBuffer> txn = env.txnRead();
                CursorIterable<ByteBuffer> cursor = db.iterate(txn)) {
            for (CursorIterable.KeyVal<ByteBuffer> entry : cursor) {
                byte[] key = new byte[entry.key().remaining()];
                entry.key().get(key);
                byte[] value = new byte[entry.val().remaining()];
                entry.val().get(value);
                counter.see(key, value);
            }
        }
        return counter.entries();
    }

    @Override
    public void close() {
        db.close();
        env.close();
    }
}
