package bstack.core;

import static bstack.core.Bytes.concat;
import static bstack.core.Bytes.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks that are opened for reading only. */
final class ReadOnlyTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void create() {
        path = directory.resolve("x.bstack");
    }

    /** Leaves a file as a killed process would. */
    private byte[] attached(TransactionWork work) throws IOException {
        HookedStorage storage = new HookedStorage();
        BStack stack = BStack.open(storage, Medium.TIGHT);
        work.run(stack);
        byte[] file = storage.bytes();
        assertEquals((byte) 0x81, file[5]);
        Files.write(path, file);
        return file;
    }

    private interface TransactionWork {
        void run(BStack stack) throws IOException;
    }

    @Test
    void a_file_with_a_journal_shows_its_recovered_content_and_stays_as_it_is() throws IOException {
        byte[] file = attached(stack -> {
            stack.push(Bytes.filled(3000, 1));
            stack.set(10, of(2, 3));
            stack.zero(100, 50);
            stack.pop(1000);
            stack.push(of(7, 8));
        });
        byte[] expected = concat(Bytes.filled(2000, 1), of(7, 8));
        System.arraycopy(of(2, 3), 0, expected, 10, 2);
        System.arraycopy(new byte[50], 0, expected, 100, 50);
        try (BStack stack = BStack.openReadOnly(path)) {
            assertTrue(stack.isReadOnly());
            assertEquals(RecoveryReport.State.JOURNAL, stack.recovery().state());
            assertTrue(stack.recovery().commits() >= 4, "" + stack.recovery());
            Bytes.assertPayload(expected, stack);
            stack.checkpoint();
        }
        assertArrayEquals(file, Files.readAllBytes(path));
        try (BStack stack = BStack.open(path)) {
            Bytes.assertPayload(expected, stack);
        }
    }

    @Test
    void what_the_journal_says_counts_not_what_had_been_applied_of_it() throws IOException {
        byte[] file = attached(stack -> {
            stack.push(Bytes.filled(500, 1));
            stack.set(0, Bytes.filled(400, 2));
        });
        for (int i = 16; i < 516; i++) {
            file[i] = 99;
        }
        byte[] expected = concat(Bytes.filled(400, 2), Bytes.filled(100, 1));
        Files.write(path, file);
        try (BStack stack = BStack.openReadOnly(path)) {
            Bytes.assertPayload(expected, stack);
        }
        assertArrayEquals(file, Files.readAllBytes(path));
        try (BStack stack = BStack.open(path)) {
            Bytes.assertPayload(expected, stack);
        }
    }

    @Test
    void every_change_is_refused() throws IOException {
        byte[] file = attached(stack -> stack.push(of(1, 2, 3)));
        try (BStack stack = BStack.openReadOnly(path)) {
            List<TransactionRunnable> changes = List.of(
                    () -> stack.push(of(1)),
                    () -> stack.push(ByteBuffer.wrap(of(1))),
                    () -> stack.push(new byte[1 << 20]),
                    () -> stack.extend(1),
                    () -> stack.pop(1),
                    () -> stack.popInto(ByteBuffer.allocate(1)),
                    () -> stack.discard(1),
                    () -> stack.set(0, of(1)),
                    () -> stack.set(0, ByteBuffer.wrap(of(1))),
                    () -> stack.zero(0, 1),
                    () -> stack.replaceTail(1, of(1)),
                    () -> stack.splice(1, of(1)),
                    () -> stack.updateTail(1, b -> b),
                    () -> stack.tryExtend(3, of(1)),
                    () -> stack.tryDiscard(3, 1),
                    () -> stack.getAndSet(0, of(1)),
                    () -> stack.compareAndSet(0, of(1), of(2)),
                    () -> stack.update(0, 1, b -> {}),
                    () -> stack.outputStream().write(1));
            for (TransactionRunnable change : changes) {
                assertThrows(IllegalStateException.class, change::run);
                assertThrows(IllegalStateException.class, () -> stack.transact(change));
            }
            Bytes.assertPayload(of(1, 2, 3), stack);
            assertArrayEquals(of(2, 3), stack.transact(() -> stack.peek(1)));
            stack.lockUpTo(2);
        }
        assertArrayEquals(file, Files.readAllBytes(path));
    }

    @Test
    void what_mend_changes_stays_in_memory_for_this_session() throws IOException {
        byte[] file = attached(stack -> stack.push(Bytes.filled(3000, 1)));
        try (BStack stack = BStack.openReadOnly(path)) {
            stack.mend(() -> {
                stack.push(of(4));
                stack.set(0, Bytes.filled(2500, 5));
                stack.transact(() -> stack.pop(500));
                stack.extend(3_000_000);
                assertEquals(3_002_501, stack.length());
            });
            byte[] expected = concat(Bytes.filled(2500, 5), of(1), new byte[3_000_000]);
            Bytes.assertPayload(expected, stack);
            assertThrows(
                    ArithmeticException.class,
                    () -> stack.mend(() -> {
                        stack.discard(3_000_000);
                        throw new ArithmeticException();
                    }));
            assertThrows(IllegalStateException.class, () -> stack.push(of(1)));
            stack.mend(() -> stack.discard(3_000_001));
            Bytes.assertPayload(Bytes.filled(2500, 5), stack);
        }
        assertArrayEquals(file, Files.readAllBytes(path));
        try (BStack stack = BStack.openReadOnly(path)) {
            Bytes.assertPayload(Bytes.filled(3000, 1), stack);
        }
    }

    @Test
    void mend_of_a_stack_that_can_be_written_is_a_transaction() throws IOException {
        try (BStack stack = BStack.open(path)) {
            stack.mend(() -> {
                stack.push(of(1));
                stack.push(of(2));
            });
        }
        assertArrayEquals(Bytes.fileAtRest(of(1, 2)), Files.readAllBytes(path));
    }

    @Test
    void a_closed_one_refuses_reads() throws IOException {
        attached(stack -> stack.push(of(1)));
        BStack stack = BStack.openReadOnly(path);
        stack.close();
        stack.close();
        assertThrows(IllegalStateException.class, stack::length);
        assertThrows(IllegalStateException.class, () -> stack.get(0, 1));
        assertThrows(IllegalStateException.class, () -> stack.peek(0));
        assertThrows(IllegalStateException.class, () -> stack.mend(() -> stack.push(of(1))));
    }
}
