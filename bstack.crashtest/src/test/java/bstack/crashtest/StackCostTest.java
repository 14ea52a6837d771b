package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.storage.RecordingStorage;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the operations of a stack cost, counted in calls on its storage while the journal is attached. */
class StackCostTest {
    private static final Set<StorageCall> CHANGES = EnumSet.of(
            StorageCall.WRITE, StorageCall.DURABLE_WRITE, StorageCall.SYNC, StorageCall.RESIZE, StorageCall.RESERVE);

    private final RecordingStorage storage = new RecordingStorage(Storage.memory());
    private BStack stack;

    @BeforeEach
    void attachTheJournal() throws IOException {
        stack = BStack.open(storage);
        stack.push(GeneratedBytes.of(1, 1_000));
    }

    @AfterEach
    void close() throws IOException {
        stack.close();
    }

    private List<RecordingStorage.Call> calls(Set<StorageCall> kinds) {
        return storage.calls().stream()
                .filter(call -> kinds.contains(call.kind()))
                .toList();
    }

    /** One durable write, any plain writes, and nothing else that changes or flushes. */
    private void oneFlush(String what, Executable operation) throws Throwable {
        storage.forget();
        operation.execute();
        assertEquals(1, storage.count(StorageCall.DURABLE_WRITE), what + ": durable writes in " + storage);
        Set<StorageCall> others = EnumSet.of(StorageCall.SYNC, StorageCall.RESIZE, StorageCall.RESERVE);
        assertEquals(List.of(), calls(others), what);
    }

    private void noChange(String what, Executable operation) throws Throwable {
        storage.forget();
        operation.execute();
        assertEquals(List.of(), calls(CHANGES), what);
    }

    @Test
    void everyOperationIsOneDurableWriteAndNoOtherFlush() throws Throwable {
        byte[] data = GeneratedBytes.of(2, 64);
        oneFlush("push", () -> stack.push(data));
        oneFlush("push of a buffer", () -> stack.push(ByteBuffer.wrap(data)));
        oneFlush("extend", () -> stack.extend(100));
        oneFlush("pop", () -> stack.pop(64));
        oneFlush("popInto", () -> stack.popInto(ByteBuffer.allocate(10)));
        oneFlush("discard", () -> stack.discard(10));
        oneFlush("set", () -> stack.set(5, data));
        oneFlush("set of a buffer", () -> stack.set(6, ByteBuffer.wrap(data)));
        oneFlush("zero", () -> stack.zero(7, 90));
        oneFlush("replaceTail", () -> stack.replaceTail(3, data));
        oneFlush("splice", () -> stack.splice(80, data));
        oneFlush("updateTail", () -> stack.updateTail(4, tail -> data));
        oneFlush("tryExtend", () -> assertTrue(stack.tryExtend(stack.length(), data)));
        oneFlush("tryDiscard", () -> assertTrue(stack.tryDiscard(stack.length(), 9)));
        oneFlush("getAndSet", () -> stack.getAndSet(8, data));
        oneFlush("compareAndSet", () -> assertTrue(stack.compareAndSet(8, data, GeneratedBytes.of(3, 64))));
        oneFlush("update", () -> stack.update(0, 50, range -> range[3]++));
        oneFlush("a write to the output stream", () -> {
            try (OutputStream out = stack.outputStream()) {
                out.write(data);
            }
        });
    }

    @Test
    void aTransactionOfTenOperationsIsOneDurableWrite() throws Throwable {
        byte[] data = GeneratedBytes.of(2, 64);
        oneFlush(
                "ten operations",
                () -> stack.transact(() -> {
                    for (int i = 0; i < 5; i++) {
                        stack.push(data);
                        stack.set(100L * i, data);
                    }
                    stack.pop(30);
                }));
    }

    @Test
    void whatChangesNothingWritesNothing() throws Throwable {
        byte[] none = new byte[0];
        noChange("empty operations", () -> {
            stack.push(none);
            stack.extend(0);
            stack.pop(0);
            stack.discard(0);
            stack.set(0, none);
            stack.zero(0, 0);
            stack.transact(() -> {});
        });
        noChange("refused operations", () -> {
            assertThrows(IndexOutOfBoundsException.class, () -> stack.set(999, new byte[2]));
            assertThrows(IndexOutOfBoundsException.class, () -> stack.pop(1_001));
        });
        noChange("conditions that do not hold", () -> {
            stack.tryExtend(1, new byte[1]);
            stack.tryDiscard(1, 1);
            stack.compareAndSet(0, new byte[8], new byte[8]);
        });
        noChange(
                "a transaction that is rolled back",
                () -> assertThrows(
                        ArithmeticException.class,
                        () -> stack.transact(() -> {
                            stack.push(new byte[100]);
                            stack.set(0, new byte[10]);
                            throw new ArithmeticException("on purpose");
                        })));
    }

    @Test
    void readingMakesNoCallButReads() throws Throwable {
        storage.forget();
        stack.peek(0);
        stack.peek(900);
        stack.get(10, 20);
        stack.getInto(10, ByteBuffer.allocate(30));
        stack.peekInto(990, ByteBuffer.allocate(10));
        stack.length();
        stack.isEmpty();
        stack.channel().read(ByteBuffer.allocate(50));
        stack.inputStream(100).readAllBytes();
        stack.lockUpTo(50);
        stack.get(0, 50);
        Set<StorageCall> others = EnumSet.complementOf(EnumSet.of(StorageCall.READ));
        assertEquals(List.of(), calls(others));
    }

    @Test
    void openingAFileAtRestReadingItAndClosingItWritesNothing() throws Throwable {
        stack.close();
        storage.forget();
        stack = BStack.open(storage);
        stack.peek(0);
        stack.close();
        // One flush: what an earlier process has left in the cache may not be shown before it is durable.
        assertEquals(1, calls(CHANGES).size(), storage::toString);
        assertEquals(1, storage.count(StorageCall.SYNC));
    }

    @Test
    void aLargePushIsTwoFlushesAndIsNotWrittenTwice() throws Throwable {
        byte[] large = GeneratedBytes.of(4, 600_000);
        storage.forget();
        stack.push(large);
        assertEquals(1, storage.count(StorageCall.DURABLE_WRITE), storage::toString);
        assertEquals(1, storage.count(StorageCall.SYNC), storage::toString);
        assertTrue(storage.bytesWritten() < large.length + 100_000, () -> storage.bytesWritten() + " bytes");
    }
}
