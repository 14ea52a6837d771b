package bstack.core.internal.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappedWritesTest {
    private static final int SIZE = 1 << 16;

    @TempDir
    Path directory;

    private Path file() throws IOException {
        return Files.write(directory.resolve("file"), new byte[SIZE]);
    }

    private static MappedWrites over(FileChannel channel) {
        return new MappedWrites(size -> map(channel));
    }

    private static Storage.Mapping map(FileChannel channel) {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment map = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
            return new SegmentMapping(arena, map, true);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 7);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void what_is_written_stands_in_the_file_and_nothing_beside_it() throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedWrites writes = over(channel);
            ByteBuffer src = bytes(100).position(10).limit(90);
            assertTrue(writes.write(4090, src, SIZE));
            assertEquals(90, src.position());
            writes.close();
        }
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, 4090, 4170, (byte) 7);
        assertArrayEquals(expected, Files.readAllBytes(file));
    }

    @Test
    void nothing_is_written_behind_the_end_of_the_file_or_after_a_close() throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedWrites writes = over(channel);
            ByteBuffer src = bytes(10);
            assertFalse(writes.write(SIZE - 9, src, SIZE));
            assertFalse(writes.write(0, src, 0));
            writes.close();
            assertFalse(writes.write(0, src, SIZE));
            assertEquals(0, src.position());
        }
        assertArrayEquals(new byte[SIZE], Files.readAllBytes(file));
    }

    @Test
    void where_there_is_no_mapping_nothing_is_written_and_it_is_not_asked_for_again() throws IOException {
        int[] asked = new int[1];
        MappedWrites writes = new MappedWrites(size -> {
            asked[0]++;
            return NoMapping.INSTANCE;
        });
        assertFalse(writes.write(0, bytes(8), SIZE));
        assertFalse(writes.write(0, bytes(8), SIZE));
        assertEquals(1, asked[0]);
        writes.close();
    }

    /** The JVM throws an error for such a page only later, unless it is made to look; then it would hit somebody else. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 40, 64, 100, 4096})
    void a_page_that_cannot_be_written_is_noticed_by_the_write_itself(int count) throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedWrites writes = over(channel);
            for (int i = 0; i < 20_000; i++) {
                assertTrue(writes.write(8192, bytes(count), SIZE));
            }
            channel.truncate(4096);
            for (int i = 0; i < 20; i++) {
                ByteBuffer src = bytes(count);
                assertFalse(writes.write(8192, src, SIZE));
                assertEquals(count, src.remaining());
            }
            assertTrue(writes.write(0, bytes(count), SIZE));
            writes.close();
        }
    }

    @Test
    void whether_the_file_has_its_last_byte_is_seen_at_once() throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedWrites writes = over(channel);
            for (int i = 0; i < 20_000; i++) {
                assertTrue(writes.reaches(SIZE));
            }
            channel.truncate(SIZE - 4096);
            assertFalse(writes.reaches(SIZE));
            assertTrue(writes.reaches(SIZE - 4096));
            writes.close();
            assertFalse(writes.reaches(1));
        }
    }

    /** A mapping in which the page behind the first is missing: what is copied before the boundary is there all the same. */
    @Test
    void no_store_crosses_the_boundary_of_a_page() throws IOException {
        Path file = file();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int before = 1; before < 64; before++) {
                MappedWrites writes = over(channel);
                assertTrue(writes.write(0, ByteBuffer.allocate(4096), SIZE));
                channel.truncate(4096);
                assertFalse(writes.write(4096 - before, bytes(64), SIZE));
                ByteBuffer left = ByteBuffer.allocate(4096);
                channel.read(left, 0);
                for (int i = 0; i < 4096; i++) {
                    assertEquals(i < 4096 - before ? 0 : 7, left.get(i), "byte " + i + ", " + before + " before");
                }
                writes.close();
                channel.write(ByteBuffer.allocate(1), SIZE - 1);
            }
        }
    }
}
