package bstack.demo.internal.store;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The root object of a store, a slice of {@value #SIZE} bytes that the heap's user-reserved bytes name.
 *
 * <pre>
 *   0        4      5      6      8           16        24        32        40      48        52     56
 *   ┌────────┬──────┬──────┬──────┬───────────┬─────────┬─────────┬─────────┬───────┬─────────┬──────┐
 *   │ "BOBJ" │ 0    │ 1    │ zero │ page size │ root    │ objects │ bytes   │ pages │ CRC-32C │ zero │
 *   │        │ major│ minor│ u16  │ u64       │ page u64│ u64     │ u64     │ u64   │ u32     │ u32  │
 *   └────────┴──────┴──────┴──────┴───────────┴─────────┴─────────┴─────────┴───────┴─────────┴──────┘
 * </pre>
 *
 * <p>The first 16 of the heap's user-reserved bytes hold the catalog's slice, start and length; they are zero while the
 * store is empty. The checksum covers bytes 0 to 48. All numbers are little-endian.
 *
 * @param slice where it is
 * @param root start of the index's root page
 * @param objects how many objects there are
 * @param bytes the length of all values together
 * @param pages how many pages the index has
 */
record Catalog(BStackSlice slice, long root, long objects, long bytes, long pages) {
    /** The size of a catalog in bytes. */
    static final int SIZE = 56;

    /** How many of the user-reserved bytes name the catalog. */
    static final int ROOT_SIZE = 16;

    private static final byte[] MAGIC = {'B', 'O', 'B', 'J', 0, 1, 0, 0};
    private static final int PAGE_SIZE = MAGIC.length;
    private static final int ROOT = PAGE_SIZE + 8;
    private static final int OBJECTS = ROOT + 8;
    private static final int BYTES = OBJECTS + 8;
    private static final int PAGES = BYTES + 8;
    private static final int CHECKSUM = PAGES + 8;

    /** {@return the heap's catalog as it would be with other contents} */
    Catalog with(long newRoot, long addedObjects, long addedBytes, long addedPages) {
        return new Catalog(slice, newRoot, objects + addedObjects, bytes + addedBytes, pages + addedPages);
    }

    /**
     * {@return the catalog of the store in this heap, or nothing if the heap's root is empty}
     *
     * @throws NotAnObjectStoreException if the heap's user-reserved bytes hold something else, or do not suffice
     * @throws BStackCorruptException if the catalog is damaged
     */
    static Optional<Catalog> read(BStackAllocator heap) throws IOException {
        byte[] root = rootSlice(heap).read(0, ROOT_SIZE);
        if (Arrays.equals(root, new byte[ROOT_SIZE])) {
            return Optional.empty();
        }
        ByteBuffer named = ByteBuffer.wrap(root).order(ByteOrder.LITTLE_ENDIAN);
        long start = named.getLong();
        long length = named.getLong();
        if (length != SIZE || start < 0 || start > heap.length() - SIZE) {
            throw new NotAnObjectStoreException(heap.stack().name(), "its user-reserved bytes hold something else");
        }
        BStackSlice slice = heap.slice(start, SIZE);
        ByteBuffer found = ByteBuffer.wrap(slice.read()).order(ByteOrder.LITTLE_ENDIAN);
        if (!hasMagic(found.array(), 0)) {
            if (isOnceMagicIsMended(found.array())) {
                throw Damage.at(heap, start, "the magic of a catalog of objects", "other bytes, and the rest of one");
            }
            throw new NotAnObjectStoreException(heap.stack().name(), "its root is not a catalog of objects");
        }
        if (found.getInt(CHECKSUM) != checksum(found.array(), 0)) {
            throw Damage.at(heap, start, "a catalog of objects", "one whose checksum does not fit");
        }
        if (found.getLong(PAGE_SIZE) != Page.SIZE) {
            throw Damage.at(heap, start, "pages of " + Page.SIZE + " bytes", "pages of " + found.getLong(PAGE_SIZE));
        }
        return Optional.of(new Catalog(
                slice, found.getLong(ROOT), found.getLong(OBJECTS), found.getLong(BYTES), found.getLong(PAGES)));
    }

    /** {@return a new catalog, named by the heap's root, whose contents are still to be written} */
    static Catalog create(BStackAllocator heap) throws IOException {
        BStackSlice slice = heap.alloc(SIZE);
        rootSlice(heap).write(0, slice.toBytes());
        return new Catalog(slice, 0, 0, 0, 0);
    }

    /** Writes the contents. */
    void write() throws IOException {
        ByteBuffer contents = ByteBuffer.allocate(CHECKSUM + 4).order(ByteOrder.LITTLE_ENDIAN);
        contents.put(0, MAGIC)
                .putLong(PAGE_SIZE, Page.SIZE)
                .putLong(ROOT, root)
                .putLong(OBJECTS, objects)
                .putLong(BYTES, bytes)
                .putLong(PAGES, pages);
        contents.putInt(CHECKSUM, checksum(contents.array(), 0));
        slice.write(0, contents.array());
    }

    /** Frees the catalog and empties the heap's root. */
    void delete(BStackAllocator heap) throws IOException {
        heap.dealloc(slice);
        rootSlice(heap).zero(0, ROOT_SIZE);
    }

    /** {@return the heap's root: the first of its user-reserved bytes} */
    private static BStackSlice rootSlice(BStackAllocator heap) throws IOException {
        BStackSlice reserved = heap.reserved();
        if (reserved.length() < ROOT_SIZE) {
            throw new NotAnObjectStoreException(
                    heap.stack().name(),
                    "its allocator, %s, leaves %d bytes to the user where %d are needed for the root"
                            .formatted(heap.name(), reserved.length(), ROOT_SIZE));
        }
        return reserved;
    }

    /** {@return whether these bytes, of which there are enough, are a sound catalog} */
    static boolean isAt(byte[] bytes, int at) {
        return hasMagic(bytes, at)
                && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at + CHECKSUM) == checksum(bytes, at);
    }

    /** {@return whether these bytes are a sound catalog but for its magic: the checksum is that of the right one} */
    private static boolean isOnceMagicIsMended(byte[] bytes) {
        byte[] mended = bytes.clone();
        System.arraycopy(MAGIC, 0, mended, 0, MAGIC.length);
        return isAt(mended, 0);
    }

    private static boolean hasMagic(byte[] bytes, int at) {
        return Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static int checksum(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CHECKSUM);
        return (int) crc.getValue();
    }
}
