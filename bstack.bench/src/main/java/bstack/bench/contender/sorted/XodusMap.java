package bstack.bench.contender.sorted;

import java.nio.file.Path;
import java.util.Arrays;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;

/** Xodus with durable writes, which are not its default. */
final class XodusMap implements SortedStore {
    private final Environment environment;
    private final Store store;

    XodusMap(Path folder) {
        environment = Environments.newInstance(
                folder.toFile(),
                new EnvironmentConfig().setLogDurableWrite(true).setManagementEnabled(false));
        store = environment.computeInTransaction(
                txn -> environment.openStore("records", StoreConfig.WITHOUT_DUPLICATES, txn));
    }

    private static byte[] bytes(ByteIterable found) {
        return Arrays.copyOf(found.getBytesUnsafe(), found.getLength());
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) {
        environment.executeInTransaction(txn -> {
            for (int i = 0; i < keys.length; i++) {
                store.put(txn, new ArrayByteIterable(keys[i]), new ArrayByteIterable(values[i]));
            }
        });
    }

    @Override
    public void removeAll(byte[][] keys) {
        environment.executeInTransaction(txn -> {
            for (byte[] key : keys) {
                store.delete(txn, new ArrayByteIterable(key));
            }
        });
    }

    @Override
    public byte[] get(byte[] key) {
        return environment.computeInReadonlyTransaction(txn -> {
            ByteIterable found = store.get(txn, new ArrayByteIterable(key));
            return found == null ? null : bytes(found);
        });
    }

    @Override
    public long scan() {
        return environment.computeInReadonlyTransaction(txn -> {
            Counter counter = new Counter();
            try (Cursor cursor = store.openCursor(txn)) {
                while (cursor.getNext()) {
                    counter.see(bytes(cursor.getKey()), bytes(cursor.getValue()));
                }
            }
            return counter.entries();
        });
    }

    @Override
    public void close() {
        environment.close();
    }
}
