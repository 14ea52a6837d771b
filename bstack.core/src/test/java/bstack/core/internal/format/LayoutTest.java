package bstack.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The bytes of header and base record, written out by hand: files that others have depend on them. */
final class LayoutTest {
    private static final long FILE_SIZE = 4096 + 16384 + 8192;
    private static final BaseRecord BASE =
            new BaseRecord(0x1122334455667788L, 3, 300, 17, 4096, 16384, FILE_SIZE, 1536);

    private static byte[] header(int... bytes) {
        byte[] header = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            header[i] = (byte) bytes[i];
        }
        return header;
    }

    @Test
    void a_header_at_rest_is_that_of_format_0_1() {
        byte[] expected = header('B', 'S', 'T', 'K', 0, 1, 0x0A, 0, 0x04, 0x03, 0x02, 0x01, 0, 0, 0, 0);
        assertArrayEquals(expected, Header.atRest(0x01020304).array());
        assertEquals(0x01020304, Header.length(expected));
        assertArrayEquals(
                header(4, 3, 2, 1, 0, 0, 0, 0), Header.lengthBytes(0x01020304).array());
        assertEquals((byte) 0x81, Header.ATTACHED);
        assertEquals(5, Header.STATE_AT);
        assertEquals(8, Header.LENGTH_AT);
        assertEquals(16, Header.SIZE);
    }

    @Test
    void a_header_of_format_0_4_has_32_bytes() {
        byte[] bytes = header(
                'B', 'S', 'T', 'K', 0, 4, 1, 0, // magic
                0x04, 0x03, 0x02, 0x01, 0, 0, 0, 0, // length
                0x28, 0, 0, 0, 0, 0, 0, 0, // pointer
                0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF); // mode
        assertTrue(Header04.isAt(bytes));
        assertEquals(new Header04(0x01020304, 40, -2), Header04.of(bytes));
        assertEquals(32, Header04.SIZE);
        assertTrue(new Header04(5, 0, 0).isAtRest(37));
        assertFalse(new Header04(5, 0, 0).isAtRest(36));
        assertFalse(new Header04(5, 1, 0).isAtRest(37));
        assertFalse(new Header04(5, 0, 1).isAtRest(37));
        assertFalse(Header04.isAt(header('B', 'S', 'T', 'K', 0, 1)));
        assertFalse(Header04.isAt(header('B', 'S', 'T', 'K', 0)));
    }

    @Test
    void what_a_creation_that_was_interrupted_leaves_is_told_from_other_files() {
        assertTrue(Header.isInterruptedCreation(header()));
        assertTrue(Header.isInterruptedCreation(header('B', 0, 'T', 'K', 0, 0, 0x0A)));
        assertTrue(Header.isInterruptedCreation(new byte[16]));
        assertFalse(Header.isInterruptedCreation(new byte[17]));
        assertFalse(Header.isInterruptedCreation(header('B', 'S', 'T', 'K', 0, 4)));
        assertFalse(Header.isInterruptedCreation(header('B', 'S', 'T', 'K', 0, 0x81)));
        assertFalse(Header.isInterruptedCreation(header('B', 'S', 'T', 'K', 0, 1, 0, 0, 1)));
    }

    private static ByteBuffer byHand() {
        ByteBuffer b = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        b.put("BSTKBASE".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(0);
        b.putLong(0x1122334455667788L).putLong(3).putLong(300).putLong(17);
        b.putLong(4096).putLong(16384).putLong(FILE_SIZE).putLong(1536);
        return seal(b);
    }

    private static ByteBuffer seal(ByteBuffer b) {
        CRC32C crc = new CRC32C();
        crc.update(b.array(), 0, 508);
        return b.putInt(508, (int) crc.getValue()).clear();
    }

    @Test
    void a_base_record_is_one_sector_in_the_slot_of_its_generation() {
        assertArrayEquals(byHand().array(), BASE.encode().array());
        assertEquals(0x06851CAA, byHand().getInt(508), "the CRC of this very record");
        assertEquals(BASE, BaseRecord.decode(byHand(), FILE_SIZE));
        assertEquals(FILE_SIZE - 4096, BASE.position());
        assertEquals(FILE_SIZE - 8192, BaseRecord.slotPosition(FILE_SIZE, 4));
    }

    @Test
    void a_base_record_with_any_bit_changed_is_not_valid() {
        for (int bit = 0; bit < 512 * 8; bit++) {
            ByteBuffer b = byHand();
            b.put(bit / 8, (byte) (b.get(bit / 8) ^ 1 << bit % 8));
            assertNull(BaseRecord.decode(b, FILE_SIZE), "bit " + bit);
        }
    }

    @Test
    void a_base_record_that_contradicts_the_file_is_not_valid_even_if_its_checksum_fits() {
        assertNull(BaseRecord.decode(byHand(), FILE_SIZE + 4096));
        assertNull(BaseRecord.decode(byHand().limit(511), FILE_SIZE));
        assertNotNull(BaseRecord.decode(seal(byHand().putLong(32, 4080)), FILE_SIZE));
        assertNull(BaseRecord.decode(seal(byHand().putLong(32, 4081)), FILE_SIZE), "payload in the frame area");
        assertNull(BaseRecord.decode(seal(byHand().putLong(32, -1)), FILE_SIZE), "negative length");
        assertNull(BaseRecord.decode(seal(byHand().putLong(48, 4608).putLong(56, 15872)), FILE_SIZE), "not aligned");
        assertNull(BaseRecord.decode(seal(byHand().putLong(56, 16896)), FILE_SIZE), "too large");
        assertNull(BaseRecord.decode(seal(byHand().putLong(56, 15872)), FILE_SIZE), "too small");
        assertNull(BaseRecord.decode(seal(byHand().putLong(48, Long.MAX_VALUE - 4095)), FILE_SIZE), "overflow");
        assertNull(BaseRecord.decode(seal(byHand().putInt(8, 2)), FILE_SIZE), "another version");
        assertNotNull(BaseRecord.decode(seal(byHand().putLong(72, 0)), FILE_SIZE));
        assertNotNull(BaseRecord.decode(seal(byHand().putLong(72, 16384)), FILE_SIZE));
        assertNull(BaseRecord.decode(seal(byHand().putLong(72, 1537)), FILE_SIZE), "first frame not aligned");
        assertNull(BaseRecord.decode(seal(byHand().putLong(72, -512)), FILE_SIZE), "before the frame area");
        assertNull(BaseRecord.decode(seal(byHand().putLong(72, 16896)), FILE_SIZE), "behind the frame area");
    }

    @Test
    void the_numbers_of_a_frame_are_those_of_the_format() {
        assertEquals(512, Frame.ALIGNMENT);
        assertEquals(64, Frame.HEADER_SIZE);
        assertEquals(32, Frame.RANGE_SIZE);
        assertEquals(512, Frame.align(1));
        assertEquals(512, Frame.align(512));
        assertEquals(0, Frame.align(0));
        assertEquals(8, Frame.alignData(1));
    }
}
