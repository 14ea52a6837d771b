package bstack.bench.contender.sorted;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.collections.KeyRange;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A map of this library. */
final class BstackMap implements SortedStore {
    private final BStackAllocator heap;
    private final DurableMap<byte[], byte[]> map;

    BstackMap(Path folder, String allocator) throws IOException {
        Path file = folder.resolve("map.bstack");
        heap = Files.exists(file) ? BStackAllocators.open(file) : BStackAllocators.create(file, allocator);
        map = HeapRoot.open(heap).map("records", Codec.bytes(), Codec.bytes());
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) throws IOException {
        heap.stack().transact(() -> {
            for (int i = 0; i < keys.length; i++) {
                map.put(keys[i], values[i]);
            }
        });
    }

    @Override
    public void put(byte[] key, byte[] value) throws IOException {
        map.put(key, value);
    }

    @Override
    public void removeAll(byte[][] keys) throws IOException {
        heap.stack().transact(() -> {
            for (byte[] key : keys) {
                map.remove(key);
            }
        });
    }

    @Override
    public byte[] get(byte[] key) throws IOException {
        return map.get(key);
    }

    @Override
    public long scan() throws IOException {
        Counter counter = new Counter();
        map.forEach(KeyRange.all(), counter::see);
        return counter.entries();
    }

    @Override
    public void close() throws IOException {
        heap.close();
    }
}
