package bstack.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.core.BStackNoSpaceException;
import bstack.core.Storage;
import bstack.testkit.storage.FaultyStorage.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Calls fail when and how they are told to. */
class FaultyStorageTest {
    private final Storage medium = Storage.memory();
    private FaultyStorage storage;

    @BeforeEach
    void wrapTenDurableBytes() throws IOException {
        medium.resize(10);
        medium.write(0, ByteBuffer.wrap(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
        storage = new FaultyStorage(medium);
    }

    private Executable write(int value, int length) {
        return () -> storage.write(0, filled(value, length));
    }

    private static ByteBuffer filled(int value, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private void shows(int... expected) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) medium.size());
        medium.read(0, bytes);
        byte[] wanted = new byte[expected.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (byte) expected[i];
        }
        assertArrayEquals(wanted, bytes.array());
    }

    private static IOException fails(Executable call) {
        return assertThrows(IOException.class, call);
    }

    @Test
    void theNthCallOfAKindFailsOnceAndTheNextOneWorks() throws Throwable {
        storage.failOnce(Fault.IO_ERROR, 2, StorageCall.WRITE);
        storage.sync();
        write(2, 2).execute();
        storage.resize(10);
        assertTrue(fails(write(3, 3)).getMessage().contains("Input/output error"));
        shows(2, 2, 1, 1, 1, 1, 1, 1, 1, 1);
        write(4, 1).execute();
        shows(4, 2, 1, 1, 1, 1, 1, 1, 1, 1);
        assertEquals(Set.of(StorageCall.WRITE), storage.failed());
        assertEquals(3, storage.calls(StorageCall.WRITE));
        assertEquals(5, storage.calls());
    }

    @Test
    void fromTheNthChangingCallOnAllFailUntilTheStorageIsHealed() throws Throwable {
        storage.failFrom(Fault.NO_SPACE, 2);
        write(2, 1).execute();
        assertTrue(fails(() -> storage.resize(20)).getMessage().contains("No space"));
        fails(write(3, 1));
        fails(() -> storage.sync());
        fails(() -> storage.reserve(100));
        assertEquals(10, storage.size());
        storage.heal();
        write(5, 1).execute();
        shows(5, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void aShortWritePutsHalfOfItsBytes() throws IOException {
        storage.failFrom(Fault.SHORT_WRITE, 1);
        fails(write(2, 4));
        fails(() -> storage.writeDurably(6, filled(3, 3)));
        shows(2, 2, 1, 1, 1, 1, 3, 1, 1, 1);
    }

    @Test
    void aLostFlushDropsWhatWasNotDurableBefore() throws Throwable {
        write(2, 3).execute();
        storage.sync();
        storage.resize(12);
        write(3, 2).execute();
        storage.writeDurably(1, filled(4, 1));
        storage.resize(5);
        storage.failOnce(Fault.LOST_FLUSH, 1, StorageCall.SYNC);
        fails(() -> storage.sync());
        // the durable write has made the size of its time durable, too; what came after it is gone
        shows(2, 4, 2, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void aDurableWriteWhoseFlushIsLostIsGoneWithTheRest() throws Throwable {
        write(2, 3).execute();
        storage.failOnce(Fault.LOST_FLUSH, 1, StorageCall.DURABLE_WRITE);
        fails(() -> storage.writeDurably(5, filled(9, 2)));
        shows(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        storage.writeDurably(5, filled(9, 2));
        storage.sync();
        shows(1, 1, 1, 1, 1, 9, 9, 1, 1, 1);
    }

    @Test
    void aReadFailsIfItIsToldTo() throws IOException {
        storage.failOnce(Fault.IO_ERROR, 1, StorageCall.READ);
        fails(() -> storage.read(0, ByteBuffer.allocate(1)));
        assertEquals(1, storage.read(0, ByteBuffer.allocate(1)));
        assertEquals(Set.of(StorageCall.READ), storage.failed());
    }

    @Test
    void aFailingCloseHasClosedTheMedium() throws IOException {
        RecordingStorage recording = new RecordingStorage(medium);
        FaultyStorage closing = new FaultyStorage(recording);
        closing.failOnce(Fault.IO_ERROR, 1, StorageCall.CLOSE);
        fails(closing::close);
        assertEquals(1, recording.count(StorageCall.CLOSE));
    }

    @Test
    void aStackFailsForGoodButNotForWantOfSpace() throws IOException {
        FaultyStorage faulty = new FaultyStorage(Storage.memory());
        try (BStack stack = BStack.open(faulty)) {
            stack.push(new byte[] {1, 2, 3});
            faulty.failFrom(Fault.NO_SPACE, 1, StorageCall.RESERVE);
            assertThrows(BStackNoSpaceException.class, () -> stack.extend(3 << 20));
            assertEquals(3, stack.length());
            faulty.failOnce(Fault.LOST_FLUSH, 1);
            assertThrows(BStackFailedException.class, () -> stack.pop(1));
            assertThrows(BStackFailedException.class, () -> stack.peek(0));
        }
    }
}
