package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.BStack;
import bstack.core.Storage;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller's buffer that cannot be read or written: that call is refused, and nobody else is concerned. */
final class CallersBufferTest {
    private static final int[] SIZES = {1, 1000, 300_000, 3_000_000};

    @TempDir
    private static Path folder;

    /** Makes a buffer that throws when it is used. */
    private record Bad(String name, Maker maker) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Maker {
        ByteBuffer make(int size) throws Exception;
    }

    static Stream<Bad> buffers() {
        return Stream.of(
                new Bad("of a closed arena", size -> {
                    try (Arena arena = Arena.ofShared()) {
                        return arena.allocate(size).asByteBuffer();
                    }
                }),
                new Bad("of another thread's arena", size -> {
                    ByteBuffer[] made = new ByteBuffer[1];
                    Thread other = new Thread(
                            () -> made[0] = Arena.ofConfined().allocate(size).asByteBuffer());
                    other.start();
                    other.join();
                    return made[0];
                }),
                new Bad("of a file that was cut off", size -> {
                    Path file = Files.createTempFile(folder, "cut", "off");
                    try (FileChannel channel =
                            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                        channel.write(ByteBuffer.allocate(size));
                        ByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
                        channel.truncate(0);
                        return map;
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void what_cannot_be_read_is_refused_and_the_stack_goes_on(Bad bad) throws Exception {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(new byte[10]);
            stack.extend(4_000_000);
            long length = stack.length();
            for (int size : SIZES) {
                ByteBuffer buffer = bad.maker.make(size);
                assertThrows(Throwable.class, () -> stack.push(buffer));
                assertThrows(Throwable.class, () -> stack.set(5, buffer));
                assertThrows(Throwable.class, () -> stack.transact(() -> stack.push(buffer)));
                assertEquals(0, buffer.position());
                assertEquals(length, stack.length());
                assertArrayEquals(new byte[100], stack.get(0, 100));
                stack.set(0, new byte[] {0});
            }
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void what_cannot_be_written_is_refused_and_nothing_is_popped(Bad bad) throws Exception {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.extend(4_000_000);
            for (int size : SIZES) {
                ByteBuffer buffer = bad.maker.make(size);
                assertThrows(Throwable.class, () -> stack.getInto(0, buffer));
                assertThrows(Throwable.class, () -> stack.peekInto(0, buffer));
                assertThrows(Throwable.class, () -> stack.popInto(buffer));
                assertThrows(Throwable.class, () -> stack.transact(() -> stack.popInto(buffer)));
                assertEquals(0, buffer.position());
                assertEquals(4_000_000, stack.length());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void a_refused_write_inside_a_transaction_leaves_the_rest_of_it_usable_or_rolls_back_all(Bad bad) throws Exception {
        try (BStack stack = BStack.open(Storage.memory())) {
            stack.push(new byte[10]);
            for (int size : SIZES) {
                ByteBuffer buffer = bad.maker.make(size);
                try {
                    stack.transact(() -> {
                        stack.set(0, new byte[] {1});
                        assertThrows(Throwable.class, () -> stack.push(buffer));
                        stack.set(9, new byte[] {1});
                    });
                } catch (IllegalStateException rolledBack) {
                    assertArrayEquals(new byte[10], stack.peek(0));
                    continue;
                }
                assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 1}, stack.peek(0));
                stack.set(0, new byte[10]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void a_file_is_as_good_a_medium(Bad bad) throws Exception {
        Path file = folder.resolve("stack-" + bad.name.hashCode());
        try (BStack stack = BStack.open(file)) {
            stack.push(new byte[10]);
            for (int size : SIZES) {
                ByteBuffer buffer = bad.maker.make(size);
                assertThrows(Throwable.class, () -> stack.push(buffer));
                Throwable thrown = assertThrows(Throwable.class, () -> stack.getInto(0, buffer));
                assertFalse(String.valueOf(thrown.getMessage()).contains("another program"), thrown.toString());
                assertEquals(10, stack.length());
                stack.set(0, new byte[] {7});
            }
        }
        try (BStack again = BStack.open(file)) {
            assertArrayEquals(new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 0, 0}, again.peek(0));
        }
    }
}
