package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A payload with holes keeps them, but where it is written. */
final class SparsePayloadTest {
    private static final long LENGTH = 600L << 20;
    /** The room kept ready, the journal, and what a file system needs for itself. */
    private static final long SESSION = 20L << 20;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void make() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "elsewhere nothing is known of holes");
        file = folder.resolve("sparse.bstack");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(16 + LENGTH);
            f.write(ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(new byte[] {'B', 'S', 'T', 'K', 0, 1, 10, 0})
                    .putLong(LENGTH)
                    .array());
        }
        assumeTrue(used() < SESSION, "this file system makes no holes");
    }

    private long used() throws IOException {
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String said = new String(du.getInputStream().readAllBytes()).strip();
        return Long.parseLong(said.split("\\s")[0]) * 1024;
    }

    private void assertUses(long most) throws IOException {
        long used = used();
        assertTrue(
                used <= most,
                "%d KiB of the disk are used, at most %d were expected".formatted(used >> 10, most >> 10));
    }

    @Test
    void the_first_change_fills_no_hole() throws IOException {
        try (BStack stack = BStack.open(file)) {
            stack.pop(1);
            assertUses(SESSION);
            stack.push(new byte[400_000]);
            stack.push(new byte[100]);
            assertUses(SESSION);
        }
        assertUses(SESSION);
    }

    @Test
    void what_is_written_into_a_hole_fills_that_place_alone() throws IOException {
        byte[] data = Bytes.random(10_000, 1);
        long[] places = {3, 5_000_001, LENGTH / 2, LENGTH - 30_000};
        try (BStack stack = BStack.open(file)) {
            for (long at : places) {
                stack.set(at, data);
                stack.zero(at + 20_000, 5_000);
            }
            stack.transact(() -> {
                stack.set(40_000_000, data);
                stack.set(80_000_000, data);
            });
            stack.set(90_000_000, new byte[400_000]);
            assertUses(SESSION + (1 << 20));
        }
        try (BStack stack = BStack.open(file)) {
            for (long at : places) {
                assertArrayEquals(data, stack.get(at, at + data.length));
                assertEquals(0, stack.get(at + data.length, at + data.length + 1)[0]);
            }
            assertArrayEquals(data, stack.get(80_000_000, 80_010_000));
        }
    }
}
