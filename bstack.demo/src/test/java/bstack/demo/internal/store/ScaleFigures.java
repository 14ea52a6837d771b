package bstack.demo.internal.store;

import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What put and get cost in a store of a thousand and of a million keys, on a real file, for a person to read.
 *
 * <p>{@code mvn package -pl bstack.demo -am -Dtest=ScaleFigures -Dsurefire.failIfNoSpecifiedTests=false
 * -Dbstack.scale=1000000}
 */
@EnabledIfSystemProperty(named = "bstack.scale", matches = "\\d+")
class ScaleFigures {
    private static final int SMALL = 1000;
    private static final int ROUNDS = 100;
    private static final int BATCH = 50;

    @TempDir
    private Path folder;

    @Test
    void printWhatPutAndGetCostAsTheStoreGrows() throws IOException {
        int large = Integer.getInteger("bstack.scale");
        for (String allocator : Heaps.allocators().toList()) {
            try (ObjectStore small = filled(allocator, SMALL);
                    ObjectStore million = filled(allocator, large)) {
                measure(small, million, allocator, large);
            }
        }
    }

    /** Many puts in a transaction, because a million flushes would take their time. */
    private ObjectStore filled(String allocator, int keys) throws IOException {
        Path file = folder.resolve(allocator + "-" + keys + ".bstack");
        ObjectStore store = ObjectStore.in(BStackAllocators.create(file, allocator));
        for (int start = 0; start < keys; start += 500) {
            int first = start;
            store.heap().stack().transact(() -> {
                for (int i = first; i < Math.min(first + 500, keys); i++) {
                    Heaps.put(store, key(i), new byte[64]);
                }
            });
        }
        return store;
    }

    /** {@return keys that come in no order} */
    private static String key(int i) {
        return "object-%08x".formatted(i * 0x9E3779B1);
    }

    /** Batches on the two stores alternate, so that whatever else the machine does meets both. */
    private static void measure(ObjectStore small, ObjectStore large, String allocator, int keys) throws IOException {
        Random random = new Random(keys);
        Samples[] samples = {new Samples(), new Samples()};
        for (int round = 0; round < ROUNDS; round++) {
            batch(small, SMALL, random, samples[0]);
            batch(large, keys, random, samples[1]);
        }
        print(allocator, "get", samples[0].get, samples[1].get, keys);
        print(allocator, "replace", samples[0].replace, samples[1].replace, keys);
        print(allocator, "put a new key", samples[0].put, samples[1].put, keys);
    }

    private static final class Samples {
        private final List<Long> get = new ArrayList<>();
        private final List<Long> replace = new ArrayList<>();
        private final List<Long> put = new ArrayList<>();
    }

    private interface Operation {
        void run() throws IOException;
    }

    private static void batch(ObjectStore store, int keys, Random random, Samples samples) throws IOException {
        List<Key> added = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String existing = key(random.nextInt(keys));
            String other = "object-" + Long.toHexString(random.nextLong());
            samples.get.add(time(
                    () -> store.read(store.find(Key.of(existing)).orElseThrow(), OutputStream.nullOutputStream())));
            samples.replace.add(time(() -> Heaps.put(store, existing, new byte[64])));
            samples.put.add(time(() -> Heaps.put(store, other, new byte[64])));
            added.add(Key.of(other));
        }
        store.removeAll(added);
    }

    private static long time(Operation operation) throws IOException {
        long begun = System.nanoTime();
        operation.run();
        return System.nanoTime() - begun;
    }

    private static void print(String allocator, String what, List<Long> small, List<Long> large, int keys) {
        double few = median(small);
        double many = median(large);
        System.out.printf(
                "%-10s %-13s %,d keys: %6.1f µs, %,d keys: %6.1f µs, ratio %.2f%n",
                allocator, what, SMALL, few, keys, many, many / few);
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow() / 1e3;
    }
}
