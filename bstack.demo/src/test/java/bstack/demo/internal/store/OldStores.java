package bstack.demo.internal.store;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;

/** Stores of the old layout: recorded ones, and a writer of them, made from the diagrams of the format. */
public final class OldStores {
    private static final int PAGE = 8192;
    private static final int PAGE_HEADER = 16;
    private static final int CATALOG = 56;

    private OldStores() {}

    /** {@return the bytes of a recorded file} */
    public static byte[] recorded(String allocator) throws IOException {
        try (InputStream in = OldStores.class.getResourceAsStream("/stores/old-" + allocator + ".bstack.gz")) {
            return new GZIPInputStream(in).readAllBytes();
        }
    }

    /** {@return what is in a recorded file} */
    static NavigableMap<Key, byte[]> contents() {
        NavigableMap<Key, byte[]> contents = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            if (i % 5 != 0 || i == 100) {
                contents.put(key(i), value(i));
            }
        }
        return contents;
    }

    static Key key(int i) {
        if (i == 3) {
            return Key.ofBytes(new byte[] {-1, 0, 'a'});
        }
        if (i % 50 == 20) {
            byte[] key = new byte[1024];
            Arrays.fill(key, (byte) 'k');
            key[1020] = (byte) i;
            return Key.ofBytes(key);
        }
        return Key.of("dir" + i % 13 + "/file-" + i);
    }

    private static byte[] value(int i) {
        int length = i % 7 == 0 ? 0 : i == 100 ? 200_000 : i % 11 == 0 ? 3000 + i : (i * 37) % 400;
        byte[] value = new byte[length];
        for (int j = 0; j < length; j++) {
            value[j] = (byte) (i + j / 16);
        }
        return value;
    }

    static ObjectAttributes attributes(int i) {
        ObjectType type = i % 14 == 0 ? ObjectType.FOLDER : i % 10 == 1 ? ObjectType.LINK : ObjectType.FILE;
        return new ObjectAttributes(type, i & 07777, Instant.ofEpochSecond(1_700_000_000L + i, i));
    }

    /** {@return a heap in memory with an old store of these objects} */
    static BStackAllocator heapOf(String allocator, NavigableMap<Key, byte[]> objects) throws IOException {
        BStackAllocator heap = BStackAllocators.create(BStack.open(Storage.memory()), allocator);
        write(heap, objects);
        return heap;
    }

    /** Writes an old store of these objects, of which there is at least one, into an empty heap. */
    static void write(BStackAllocator heap, NavigableMap<Key, byte[]> objects) throws IOException {
        List<byte[]> cells = new ArrayList<>();
        long bytes = 0;
        for (var object : objects.entrySet()) {
            byte[] value = object.getValue();
            BStackSlice slice = heap.alloc(value.length);
            slice.write(value);
            cells.add(entry(object.getKey().bytes(), value, value.length == 0 ? 0 : slice.start()));
            bytes += value.length;
        }
        long[] pages = new long[1];
        for (int level = 0; ; level++) {
            List<byte[]> above = new ArrayList<>();
            for (List<byte[]> page : split(cells)) {
                long start = writePage(heap, level, page);
                pages[0]++;
                byte[] key = keyOf(page.get(0), level);
                above.add(child(above.isEmpty() ? new byte[0] : key, start));
            }
            if (above.size() == 1) {
                writeCatalog(heap, numbers(above.get(0)).getLong(8), objects.size(), bytes, pages[0]);
                return;
            }
            cells = above;
        }
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] keyOf(byte[] cell, int level) {
        return Arrays.copyOfRange(cell, level == 0 ? 40 : 16, cell.length);
    }

    /** {@return a cell of a leaf} */
    public static byte[] entry(byte[] key, byte[] value, long start) {
        byte[] cell = new byte[40 + key.length];
        numbers(cell)
                .putShort(0, (short) key.length)
                .put(2, (byte) 1)
                .putShort(4, (short) Heaps.ATTRIBUTES.permissions())
                .putInt(8, checksum(value, 0, value.length))
                .putInt(12, Heaps.ATTRIBUTES.modified().getNano())
                .putLong(16, Heaps.ATTRIBUTES.modified().getEpochSecond())
                .putLong(24, start)
                .putLong(32, value.length)
                .put(40, key);
        return cell;
    }

    /** {@return a cell of a page above the leaves} */
    public static byte[] child(byte[] key, long start) {
        byte[] cell = new byte[16 + key.length];
        numbers(cell).putShort(0, (short) key.length).putLong(8, start).put(16, key);
        return cell;
    }

    private static List<List<byte[]>> split(List<byte[]> cells) {
        List<List<byte[]>> pages = new ArrayList<>();
        int room = 0;
        for (byte[] cell : cells) {
            if (pages.isEmpty() || cell.length + 2 > room) {
                pages.add(new ArrayList<>());
                room = PAGE - PAGE_HEADER;
            }
            pages.get(pages.size() - 1).add(cell);
            room -= cell.length + 2;
        }
        return pages;
    }

    /** {@return a page with these cells} */
    public static byte[] page(int level, List<byte[]> cells) {
        byte[] page = new byte[PAGE];
        int at = PAGE;
        int slot = PAGE_HEADER;
        for (byte[] cell : cells) {
            at -= cell.length;
            System.arraycopy(cell, 0, page, at, cell.length);
            numbers(page).putShort(slot, (short) at);
            slot += 2;
        }
        numbers(page)
                .put(4, (byte) 'P')
                .put(5, (byte) level)
                .putShort(6, (short) cells.size())
                .putShort(8, (short) at);
        Seals.sealOldPage(page, 0);
        return page;
    }

    private static long writePage(BStackAllocator heap, int level, List<byte[]> cells) throws IOException {
        BStackSlice slice = heap.alloc(PAGE);
        slice.write(page(level, cells));
        return slice.start();
    }

    private static void writeCatalog(BStackAllocator heap, long root, long objects, long bytes, long pages)
            throws IOException {
        byte[] catalog = new byte[CATALOG];
        numbers(catalog)
                .put(0, new byte[] {'B', 'O', 'B', 'J', 0, 1, 0, 0})
                .putLong(8, PAGE)
                .putLong(16, root)
                .putLong(24, objects)
                .putLong(32, bytes)
                .putLong(40, pages);
        numbers(catalog).putInt(48, checksum(catalog, 0, 48));
        BStackSlice slice = heap.alloc(CATALOG);
        slice.write(catalog);
        heap.reserved().write(0, slice.toBytes());
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
