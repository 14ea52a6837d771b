package bstack.bench.contender;

import bstack.bench.Content;
import java.nio.file.Path;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.bindings.LongBinding;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;

/** Xodus with durable writes, which are not its default. */
final class XodusStore implements KeyValueStore {
    private final Environment environment;
    private final Store store;

    XodusStore(Path folder) {
        environment = Environments.newInstance(
                folder.toFile(),
                new EnvironmentConfig().setLogDurableWrite(true).setManagementEnabled(false));
        store = environment.computeInTransaction(
                txn -> environment.openStore("records", StoreConfig.WITHOUT_DUPLICATES, txn));
    }

    private static ByteIterable key(long key) {
        return LongBinding.longToEntry(key);
    }

    @Override
    public void put(long key, byte[] value) {
        environment.executeInTransaction(txn -> store.put(txn, key(key), new ArrayByteIterable(value)));
    }

    @Override
    public void remove(long key) {
        environment.executeInTransaction(txn -> store.delete(txn, key(key)));
    }

    @Override
    public void replace(long removed, long key, byte[] value) {
        environment.executeInTransaction(txn -> {
            store.delete(txn, key(removed));
            store.put(txn, key(key), new ArrayByteIterable(value));
        });
    }

    @Override
    public void putAll(long first, int count, int length) {
        environment.executeInTransaction(txn -> {
            for (long key = first; key < first + count; key++) {
                store.put(txn, key(key), new ArrayByteIterable(Content.of(key, length)));
            }
        });
    }

    @Override
    public byte[] get(long key) {
        return environment.computeInReadonlyTransaction(txn -> {
            ByteIterable found = store.get(txn, key(key));
            if (found == null) {
                return null;
            }
            byte[] value = new byte[found.getLength()];
            System.arraycopy(found.getBytesUnsafe(), 0, value, 0, value.length);
            return value;
        });
    }

    @Override
    public void close() {
        environment.close();
    }
}
