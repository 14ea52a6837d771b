package bstack.demo.internal.store.old;

import bstack.core.BStackCorruptException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

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
public record OldCatalog(BStackSlice slice, long root, long objects, long bytes, long pages) {
    /** The size of a catalog in bytes. */
    public static final int SIZE = 56;

    /** How many of the user-reserved bytes name the catalog. */
    static final int ROOT_SIZE = 16;

    private static final byte[] MAGIC = {'B', 'O', 'B', 'J', 0, 1, 0, 0};
    private static final int PAGE_SIZE = MAGIC.length;
    private static final int ROOT = PAGE_SIZE + 8;
    private static final int OBJECTS = ROOT + 8;
    private static final int BYTES = OBJECTS + 8;
    private static final int PAGES = BYTES + 8;
    private static final int CHECKSUM = PAGES + 8;

    /** {@return whether the heap's user-reserved bytes name a slice of the size of a catalog} */
    static boolean isNamedBy(BStackAllocator heap) throws IOException {
        BStackSlice reserved = heap.reserved();
        return reserved.length() >= ROOT_SIZE && number(reserved.read(0, ROOT_SIZE), 8) == SIZE;
    }

    /** {@return where the catalog is that the heap's user-reserved bytes name} */
    static long namedBy(BStackAllocator heap) throws IOException {
        return number(heap.reserved().read(0, ROOT_SIZE), 0);
    }

    private static long number(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
    }

    /**
     * {@return the catalog at a place, or null if there is none}
     *
     * @throws BStackCorruptException if it is damaged
     */
    static @Nullable OldCatalog read(BStackAllocator heap, long start) throws IOException {
        if (start < 0 || start > heap.length() - SIZE) {
            return null;
        }
        BStackSlice slice = heap.slice(start, SIZE);
        ByteBuffer found = ByteBuffer.wrap(slice.read()).order(ByteOrder.LITTLE_ENDIAN);
        if (!hasMagic(found.array(), 0)) {
            if (isOnceMagicIsMended(found.array())) {
                throw OldDamage.at(
                        heap, start, "the magic of a catalog of objects", "other bytes, and the rest of one");
            }
            return null;
        }
        if (found.getInt(CHECKSUM) != checksum(found.array(), 0)) {
            throw OldDamage.at(heap, start, "a catalog of objects", "one whose checksum does not fit");
        }
        if (found.getLong(PAGE_SIZE) != OldPage.SIZE) {
            throw OldDamage.at(
                    heap, start, "pages of " + OldPage.SIZE + " bytes", "pages of " + found.getLong(PAGE_SIZE));
        }
        return new OldCatalog(
                slice, found.getLong(ROOT), found.getLong(OBJECTS), found.getLong(BYTES), found.getLong(PAGES));
    }

    /** {@return whether these bytes, of which there are enough, are a sound catalog} */
    public static boolean isAt(byte[] bytes, int at) {
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
