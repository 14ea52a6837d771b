package bstack.core;

import static bstack.core.Bytes.EMPTY;
import static bstack.core.Bytes.assertPayload;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack that was opened for reading only. */
final class ReadOnlyStackTest {
    @TempDir
    Path folder;

    @Test
    void what_changes_nothing_by_definition_is_no_change_and_everything_else_is_refused() throws IOException {
        Path file = folder.resolve("stack.bstack");
        try (BStack stack = BStack.open(file)) {
            stack.push(of(1, 2, 3));
        }
        byte[] before = Files.readAllBytes(file);
        try (BStack stack = BStack.openReadOnly(file)) {
            assertEquals(3, stack.push(EMPTY));
            assertEquals(3, stack.extend(0));
            assertArrayEquals(EMPTY, stack.pop(0));
            stack.popInto(ByteBuffer.allocate(0));
            stack.discard(0);
            stack.set(0, EMPTY);
            stack.zero(0, 0);
            assertThrows(IllegalStateException.class, () -> stack.push(of(4)));
            assertThrows(IllegalStateException.class, () -> stack.extend(1));
            assertThrows(IllegalStateException.class, () -> stack.pop(1));
            assertThrows(IllegalStateException.class, () -> stack.discard(1));
            assertThrows(IllegalStateException.class, () -> stack.set(0, of(4)));
            assertThrows(IllegalStateException.class, () -> stack.zero(0, 1));
            assertPayload(of(1, 2, 3), stack);
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }
}
