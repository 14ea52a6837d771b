package bstack.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Random operations, done to a stack and to a model of it alike; every result is compared. Sizes are mostly small, but
 * some are large enough to bypass the journal, and some larger than the journal itself.
 */
final class RandomOperations {
    private static final int MOST = 300_000;

    /** What a transaction throws to be rolled back. */
    private static final class Regret extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final SplittableRandom random;
    private final ByteModel model = new ByteModel();

    RandomOperations(long seed) {
        random = new SplittableRandom(seed);
    }

    ByteModel model() {
        return model;
    }

    /** Does one operation, or one transaction of several. */
    void step(BStack stack) throws IOException {
        if (random.nextInt(6) == 0) {
            transaction(stack);
        } else {
            operation(stack);
        }
    }

    private void transaction(BStack stack) throws IOException {
        byte[] before = model.all();
        boolean regrets = random.nextInt(4) == 0;
        int count = random.nextInt(1, 25);
        TransactionRunnable body = () -> {
            for (int i = 0; i < count; i++) {
                if (random.nextInt(8) == 0) {
                    stack.transact(() -> operation(stack));
                } else {
                    operation(stack);
                }
            }
            assertEquals(model.length(), stack.length());
            assertArrayEquals(model.all(), stack.peek(0), "read through the transaction");
            if (regrets) {
                throw new Regret();
            }
        };
        if (regrets) {
            assertThrows(Regret.class, () -> stack.transact(body));
            model.reset(before);
            assertArrayEquals(before, stack.peek(0), "rolled back");
        } else {
            stack.transact(body);
        }
    }

    private void operation(BStack stack) throws IOException {
        switch (random.nextInt(model.length() > MOST ? 10 : 14)) {
            case 0 -> shrink(stack);
            case 1 -> overwrite(stack);
            case 2 -> overwriteConditionally(stack);
            case 3 -> update(stack);
            case 4 -> replaceTail(stack);
            case 5 -> splice(stack);
            case 6 -> updateTail(stack);
            case 7 -> conditionalTail(stack);
            case 8 -> refused(stack);
            case 9 -> read(stack);
            default -> grow(stack);
        }
    }

    private int size() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(60_000);
            case 1, 2 -> random.nextInt(1_000, 5_000);
            case 3 -> 0;
            default -> random.nextInt(300);
        };
    }

    private byte[] data() {
        byte[] data = new byte[size()];
        random.nextBytes(data);
        return data;
    }

    private int tail() {
        return random.nextInt(10) == 0 ? random.nextInt(model.length() + 1) : Math.min(size(), model.length());
    }

    private byte[] fitting() {
        byte[] data = new byte[Math.min(size(), model.length())];
        random.nextBytes(data);
        return data;
    }

    private int offsetFor(int count) {
        return random.nextInt(model.length() - count + 1);
    }

    private void grow(BStack stack) throws IOException {
        int before = model.length();
        byte[] data = data();
        switch (random.nextInt(4)) {
            case 0 -> {
                ByteBuffer b = Bytes.direct(data);
                assertEquals(before, stack.push(b));
                assertEquals(0, b.remaining());
            }
            case 1 -> {
                data = new byte[data.length];
                assertEquals(before, stack.extend(data.length));
            }
            default -> assertEquals(before, stack.push(data));
        }
        model.push(data);
    }

    private void shrink(BStack stack) throws IOException {
        int n = tail();
        switch (random.nextInt(3)) {
            case 0 -> assertArrayEquals(model.pop(n), stack.pop(n));
            case 1 -> {
                ByteBuffer b = Bytes.direct(new byte[n]);
                stack.popInto(b);
                assertEquals(ByteBuffer.wrap(model.pop(n)), b.flip().position(3));
            }
            default -> {
                stack.discard(n);
                model.pop(n);
            }
        }
    }

    private void overwrite(BStack stack) throws IOException {
        byte[] data = fitting();
        int at = offsetFor(data.length);
        switch (random.nextInt(4)) {
            case 0 -> stack.set(at, Bytes.direct(data));
            case 1 -> {
                data = new byte[data.length];
                stack.zero(at, data.length);
            }
            case 2 -> assertArrayEquals(model.get(at, at + data.length), stack.getAndSet(at, data));
            default -> stack.set(at, data);
        }
        model.set(at, data);
    }

    private void overwriteConditionally(BStack stack) throws IOException {
        byte[] data = fitting();
        int at = offsetFor(data.length);
        byte[] expected = model.get(at, at + data.length);
        if (expected.length > 0 && random.nextInt(3) == 0) {
            expected[random.nextInt(expected.length)] ^= 1;
            assertFalse(stack.compareAndSet(at, expected, data));
        } else {
            assertTrue(stack.compareAndSet(at, expected, data));
            model.set(at, data);
        }
    }

    private void update(BStack stack) throws IOException {
        byte[] data = fitting();
        int at = offsetFor(data.length);
        byte[] expected = model.get(at, at + data.length);
        stack.update(at, at + data.length, bytes -> {
            assertArrayEquals(expected, bytes);
            System.arraycopy(data, 0, bytes, 0, data.length);
        });
        model.set(at, data);
    }

    private void replaceTail(BStack stack) throws IOException {
        int n = tail();
        byte[] data = data();
        stack.replaceTail(n, data);
        model.pop(n);
        model.push(data);
    }

    private void splice(BStack stack) throws IOException {
        int n = tail();
        byte[] data = data();
        assertArrayEquals(model.pop(n), stack.splice(n, data));
        model.push(data);
    }

    private void updateTail(BStack stack) throws IOException {
        int n = tail();
        byte[] data = data();
        byte[] removed = model.pop(n);
        stack.updateTail(n, bytes -> {
            assertArrayEquals(removed, bytes);
            return data;
        });
        model.push(data);
    }

    private void conditionalTail(BStack stack) throws IOException {
        int wrong = random.nextBoolean() ? 0 : 1;
        byte[] data = data();
        if (random.nextBoolean()) {
            assertEquals(wrong == 0, stack.tryExtend(model.length() + wrong, data));
            if (wrong == 0) {
                model.push(data);
            }
        } else {
            int n = tail();
            assertEquals(wrong == 0, stack.tryDiscard(model.length() + wrong, n));
            if (wrong == 0) {
                model.pop(n);
            }
        }
    }

    private void refused(BStack stack) {
        int length = model.length();
        int more = random.nextInt(1, 100);
        assertThrows(IndexOutOfBoundsException.class, () -> {
            switch (random.nextInt(9)) {
                case 0 -> stack.pop(length + more);
                case 1 -> stack.discard(length + more);
                case 2 -> stack.set(length, new byte[more]);
                case 3 -> stack.zero(-1, more);
                case 4 -> stack.replaceTail(length + more, new byte[more]);
                case 5 -> stack.update(length, length + more, bytes -> {});
                case 6 -> stack.get(length, length + more);
                case 7 -> stack.compareAndSet(length - more + 1L, new byte[more], new byte[more]);
                default -> stack.peek(length + more);
            }
        });
    }

    private void read(BStack stack) throws IOException {
        byte[] part = fitting();
        int at = offsetFor(part.length);
        assertArrayEquals(model.get(at, at + part.length), stack.get(at, at + part.length));
        ByteBuffer b = Bytes.direct(part);
        stack.peekInto(at, b);
        assertEquals(ByteBuffer.wrap(model.get(at, at + part.length)), b.flip().position(3));
    }
}
