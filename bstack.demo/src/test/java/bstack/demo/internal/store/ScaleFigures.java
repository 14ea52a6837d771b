package bstack.demo.internal.store;

import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What put and get cost in a store of a thousand and of a million keys, on a real file, for a person to read.
 *
 * <p>{@code mvn verify -pl bstack.demo -am -Dtest=ScaleFigures -Dbstack.scale=1000000 -Dsurefire.failIfNoSpecifiedTests=false}
 */
@EnabledIfSystemProperty(named = "bstack.scale", matches = "\\d+")
class ScaleFigures {
    private static final int SAMPLES = 2000;

    @TempDir
    private Path folder;

    @Test
    void printWhatPutAndGetCostAsTheStoreGrows() throws IOException {
        int most = Integer.getInteger("bstack.scale");
        for (String allocator : Heaps.allocators().toList()) {
            Path file = folder.resolve(allocator + ".bstack");
            try (ObjectStore store = ObjectStore.in(BStackAllocators.create(file, allocator))) {
                int keys = 0;
                for (int size = 1000; size <= most; size *= 10) {
                    fill(store, keys, size);
                    keys = size;
                    measure(store, allocator, keys);
                }
            }
            Files.delete(file);
        }
    }

    /** Many puts in a transaction, because a million flushes would take their time. */
    private static void fill(ObjectStore store, int from, int to) throws IOException {
        for (int start = from; start < to; start += 500) {
            int first = start;
            store.heap().stack().transact(() -> {
                for (int i = first; i < Math.min(first + 500, to); i++) {
                    Heaps.put(store, key(i), new byte[64]);
                }
            });
        }
    }

    /** {@return keys that come in no order} */
    private static String key(int i) {
        return "object-%08x".formatted(i * 0x9E3779B1);
    }

    private static void measure(ObjectStore store, String allocator, int keys) throws IOException {
        Random random = new Random(keys);
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < SAMPLES; i++) {
                StoredObject object = store.find(Key.of(key(random.nextInt(keys)))).orElseThrow();
                store.read(object, OutputStream.nullOutputStream());
            }
            long got = System.nanoTime();
            for (int i = 0; i < SAMPLES; i++) {
                Heaps.put(store, key(random.nextInt(keys)), new byte[64]);
            }
            long replaced = System.nanoTime();
            for (int i = 0; i < SAMPLES; i++) {
                Heaps.put(store, "new-" + random.nextLong(), new byte[64]);
            }
            long put = System.nanoTime();
            System.out.printf("%-10s %,9d keys: get %5.1f µs, replace %6.1f µs, put a new key %6.1f µs%n",
                    allocator, keys, micros(got - begun), micros(replaced - got), micros(put - replaced));
        }
    }

    private static double micros(long nanos) {
        return nanos / 1e3 / SAMPLES;
    }
}
