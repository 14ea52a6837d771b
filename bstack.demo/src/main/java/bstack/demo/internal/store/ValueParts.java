package bstack.demo.internal.store;

import bstack.collections.DurableMap;
import bstack.collections.KeyRange;
import bstack.core.BStackCorruptException;
import bstack.demo.internal.store.StoredObject.Parts;
import bstack.spi.BStackAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The values that are stored in parts, entries of the map of values. The key of a part:
 *
 * <pre>
 *   0                    8              12
 *   ┌────────────────────┬──────────────┐
 *   │ number of the      │ number of    │       big-endian, so that the parts of a value
 *   │ value, u64         │ the part, u32│       follow each other
 *   └────────────────────┴──────────────┘
 * </pre>
 *
 * <p>Each part but the last has {@value #SIZE} bytes, the last has 1 to {@value #SIZE}.
 */
final class ValueParts {
    /** The length of a part: from it on, the stack writes data to their place at once, and not to the journal first. */
    static final int SIZE = 1 << 18;

    private ValueParts() {}

    /** {@return the key of a part} */
    static byte[] key(long id, long part) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(id)
                .putInt((int) part)
                .array();
    }

    /** {@return the number of the value in the key of a part} */
    static long id(byte[] key) {
        return key.length < Long.BYTES ? 0 : ByteBuffer.wrap(key).getLong();
    }

    /** {@return the keys of all parts of a value} */
    static KeyRange<byte[]> of(long id) {
        return KeyRange.prefix(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    /** {@return how many parts a value of this length has} */
    static long count(long size) {
        return (size + SIZE - 1) / SIZE;
    }

    /** {@return the length of a part of a value} */
    static int length(long size, long part) {
        return (int) Math.min(SIZE, size - part * SIZE);
    }

    /** Gives the bytes of a value. */
    @FunctionalInterface
    interface Bytes {
        /** Fills an array with the next bytes. */
        void fill(byte[] part) throws IOException;
    }

    /** Stores a value of this length. {@return its CRC-32C} */
    static int store(DurableMap<byte[], byte[]> data, long id, long size, Bytes bytes) throws IOException {
        return append(data, id, 0, new byte[0], size, bytes);
    }

    /**
     * Adds to a value.
     *
     * @param size its length so far
     * @param head the bytes after its last whole part, which are stored again
     * @param added how many bytes are added
     * @return the CRC-32C of those that are added
     */
    static int append(DurableMap<byte[], byte[]> data, long id, long size, byte[] head, long added, Bytes bytes)
            throws IOException {
        CRC32C crc = new CRC32C();
        byte[] kept = head;
        for (long part = size / SIZE; part < count(size + added); part++) {
            byte[] fresh = new byte[length(size + added, part) - kept.length];
            bytes.fill(fresh);
            crc.update(fresh);
            data.put(key(id, part), joined(kept, fresh));
            kept = new byte[0];
        }
        return (int) crc.getValue();
    }

    /** {@return two arrays after each other; the second one itself if the first is empty} */
    static byte[] joined(byte[] first, byte[] second) {
        if (first.length == 0) {
            return second;
        }
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /**
     * Reads a part of an object's value, checked against its own checksum.
     *
     * @throws BStackCorruptException if it is not there, or damaged; the message names the object
     */
    static byte[] read(
            BStackAllocator heap, DurableMap<byte[], byte[]> data, StoredObject object, Parts parts, long part)
            throws IOException {
        byte[] content;
        try {
            content = data.get(key(parts.id(), part));
        } catch (BStackCorruptException e) {
            throw new BStackCorruptException(e.path(), e.offset(), what(object), e.found());
        }
        if (content == null || content.length != length(object.size(), part)) {
            throw Damage.ofStore(
                    heap,
                    what(object),
                    "%s as part %d of it".formatted(content == null ? "nothing" : content.length + " bytes", part));
        }
        return content;
    }

    /** {@return the bytes after the last whole part of a value in parts} */
    static byte[] lastIncomplete(BStackAllocator heap, DurableMap<byte[], byte[]> data, StoredObject object)
            throws IOException {
        return object.place() instanceof Parts parts && object.size() % SIZE != 0
                ? read(heap, data, object, parts, object.size() / SIZE)
                : new byte[0];
    }

    /** Reads an object's value. {@return its CRC-32C, which the caller compares} */
    static int load(
            BStackAllocator heap, DurableMap<byte[], byte[]> data, StoredObject object, Parts parts, OutputStream out)
            throws IOException {
        CRC32C crc = new CRC32C();
        for (long part = 0; part < count(object.size()); part++) {
            byte[] content = read(heap, data, object, parts, part);
            crc.update(content);
            out.write(content);
        }
        return (int) crc.getValue();
    }

    /** {@return what an object's value should be, for messages} */
    static String what(StoredObject object) {
        return "the value of '%s', %d bytes with CRC-32C %08x"
                .formatted(object.key().name(), object.size(), object.checksum());
    }
}
