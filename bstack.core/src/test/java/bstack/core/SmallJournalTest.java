package bstack.core;

import static bstack.core.Bytes.assertPayload;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full disk on which the smallest journal just had room: what is overwritten in place needs no more than a frame. */
final class SmallJournalTest {
    private static final int FRAME_AREA = 16 * 1024;
    private static final int LARGEST = FRAME_AREA - 64 - 32;

    private final HookedStorage storage = new HookedStorage();

    private BStack full(BStackOptions options) throws IOException {
        BStack stack = BStack.open(storage, options.preallocation(0));
        stack.push(new byte[200_000]);
        stack.checkpoint();
        storage.hook((call, position, count) -> {
            if (call == HookedStorage.Call.RESERVE && position > 16 + 200_000 + 28 * 1024) {
                throw new IOException("the disk is full");
            }
        });
        stack.discard(1);
        return stack;
    }

    @ParameterizedTest
    @ValueSource(longs = {16 * 1024, 64 * 1024, 4 << 20})
    void any_overwrite_whose_frame_fits_goes_through(long journal) throws IOException {
        try (BStack stack = full(BStackOptions.defaults().journalSize(journal))) {
            byte[] expected = new byte[199_999];
            for (int n = 1; n <= LARGEST; n += n < 2000 ? 97 : n < LARGEST - 600 ? 531 : 1) {
                byte[] data = Bytes.random(n, n);
                int at = 7 * n;
                int count = n;
                switch (n % 5) {
                    case 0 -> stack.set(at, data);
                    case 1 -> stack.getAndSet(at, data);
                    case 2 -> stack.update(at, at + n, b -> System.arraycopy(data, 0, b, 0, count));
                    case 3 -> stack.compareAndSet(at, stack.get(at, at + n), data);
                    default ->
                        stack.set(
                                at,
                                java.nio.ByteBuffer.allocateDirect(n).put(data).flip());
                }
                System.arraycopy(data, 0, expected, at, n);
            }
            assertPayload(expected, stack);
            assertThrows(BStackNoSpaceException.class, () -> stack.set(0, new byte[LARGEST + 1]));
            assertPayload(expected, stack);
            stack.transact(() -> {
                for (int i = 0; i < 12; i++) {
                    byte[] data = Bytes.random(1_250, i);
                    stack.set(5_000 * i, data);
                    System.arraycopy(data, 0, expected, 5_000 * i, data.length);
                }
            });
            assertPayload(expected, stack);
            assertThrows(
                    BStackNoSpaceException.class,
                    () -> stack.transact(() -> {
                        for (int i = 0; i < 14; i++) {
                            stack.set(5_000 * i, new byte[1_250]);
                        }
                    }));
            assertPayload(expected, stack);
        }
    }
}
