package bstack.core.internal.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.internal.edits.WriteSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The bytes of a frame, written out by hand: files that others have depend on them. */
final class FrameLayoutTest {

    @Test
    void a_frame_has_a_header_of_64_bytes_and_ranges_of_32_with_data_padded_to_8() {
        WriteSet set = new WriteSet(100);
        set.write(5, new byte[] {1, 2, 3}, 0, 3);
        set.zero(20, 40);
        set.elsewhere(70, 10, 4000);
        set.inPlace(100, 77);
        ByteBuffer found = encoded(set, 0x1122334455667788L, 3, 9);

        ByteBuffer expected = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        expected.put("BSTKFRAM".getBytes(StandardCharsets.US_ASCII));
        expected.putLong(512).putLong(0x1122334455667788L).putLong(3).putLong(9).putLong(177);
        expected.putInt(4).putInt(0).putLong(0);
        range(expected, 1, 5, 3, 0).put(new byte[] {1, 2, 3, 0, 0, 0, 0, 0});
        range(expected, 2, 20, 40, 0);
        range(expected, 4, 70, 10, 4000);
        range(expected, 3, 100, 77, 0);
        CRC32C crc = new CRC32C();
        crc.update(expected.array());
        expected.putInt(52, (int) crc.getValue());

        byte[] bytes = new byte[found.remaining()];
        found.get(bytes);
        assertArrayEquals(expected.array(), bytes);
        assertEquals(0x5839EAF9, expected.getInt(52), "the CRC of this very frame");
    }

    private static ByteBuffer encoded(WriteSet set, long salt, long generation, long sequence) {
        ByteBuffer frame = new FrameBuffers().take(FrameWriter.sizeOf(set));
        new FrameWriter().encode(set, frame, salt, generation, sequence);
        return frame;
    }

    private static ByteBuffer range(ByteBuffer b, int kind, long target, long count, long source) {
        return b.putInt(kind).putInt(0).putLong(target).putLong(count).putLong(source);
    }

    @Test
    void a_frame_is_a_multiple_of_512_bytes() {
        for (int count : new int[] {1, 415, 416, 417, 5000, 100_000}) {
            WriteSet set = new WriteSet(0);
            set.write(0, new byte[count], 0, count);
            int size = encoded(set, 1, 1, 1).remaining();
            assertEquals(0, size % 512);
            assertEquals(size, FrameWriter.sizeOf(set));
            assertEquals((64 + 32 + (count + 7) / 8 * 8 + 511) / 512 * 512, size);
        }
    }

    @Test
    void a_buffer_used_again_keeps_nothing_of_the_frame_before() {
        FrameWriter writer = new FrameWriter();
        WriteSet large = new WriteSet(0);
        byte[] ones = new byte[3_000_000];
        Arrays.fill(ones, (byte) 1);
        large.write(0, ones, 0, ones.length);
        ByteBuffer buffer = new FrameBuffers().take(FrameWriter.sizeOf(large));
        writer.encode(large, buffer, 1, 1, 1);
        WriteSet small = new WriteSet(0);
        small.write(0, new byte[] {7}, 0, 1);
        writer.encode(small, buffer, 1, 1, 2);
        assertEquals(encoded(small, 1, 1, 2), buffer);
    }
}
