package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/** The kinds of stack operations, each run against stack and model with the answers compared. */
public enum StackOperation {
    PUSH {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, length);
            same(model.push(data), stack.push(data));
        }
    },
    EXTEND {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            same(model.extend(length), stack.extend(length));
        }
    },
    POP {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            same(model.pop(n), stack.pop(n));
        }
    },
    DISCARD {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            model.pop(n);
            stack.discard(n);
        }
    },
    SET {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, Math.min(length, model.length()));
            int at = place(random, model, data.length);
            model.set(at, data);
            stack.set(at, data);
        }
    },
    ZERO {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            int at = place(random, model, n);
            model.zero(at, n);
            stack.zero(at, n);
        }
    },
    REPLACE_TAIL {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = random.nextInt(Math.min(length, model.length()) + 1);
            byte[] data = bytes(random, length);
            model.splice(n, data);
            stack.replaceTail(n, data);
        }
    },
    SPLICE {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            byte[] data = bytes(random, random.nextInt(length + 1));
            same(model.splice(n, data), stack.splice(n, data));
        }
    },
    UPDATE_TAIL {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            int longer = n + random.nextInt(40);
            model.updateTail(n, tail -> Arrays.copyOf(tail, longer));
            stack.updateTail(n, tail -> Arrays.copyOf(tail, longer));
        }
    },
    TRY_EXTEND {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, length);
            long expected = (long) model.length() + (random.nextInt(4) == 0 ? 1 : 0);
            same(model.tryExtend(expected, data), stack.tryExtend(expected, data));
        }
    },
    TRY_DISCARD {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            long expected = (long) model.length() + (random.nextInt(4) == 0 ? 1 : 0);
            same(model.tryDiscard(expected, n), stack.tryDiscard(expected, n));
        }
    },
    SWAP {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, Math.min(length, model.length()));
            int at = place(random, model, data.length);
            same(model.getAndSet(at, data), stack.getAndSet(at, data));
        }
    },
    COMPARE_AND_SET {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, Math.min(length, model.length()));
            int at = place(random, model, data.length);
            byte[] expected = model.get(at, at + data.length);
            if (expected.length > 0 && random.nextInt(4) == 0) {
                expected[0]++;
            }
            same(model.compareAndSet(at, expected, data), stack.compareAndSet(at, expected, data));
        }
    },
    UPDATE {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            int at = place(random, model, n);
            model.update(at, at + n, StackOperation::increment);
            stack.update(at, at + n, StackOperation::increment);
        }
    },
    PUSH_BUFFER {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, length);
            ByteBuffer buffer = direct(data);
            same(model.push(data), stack.push(buffer));
            same(0, buffer.remaining());
        }
    },
    SET_BUFFER {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            byte[] data = bytes(random, Math.min(length, model.length()));
            int at = place(random, model, data.length);
            model.set(at, data);
            stack.set(at, direct(data));
        }
    },
    POP_INTO {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            ByteBuffer buffer = direct(new byte[Math.min(length, model.length())]);
            stack.popInto(buffer);
            same(model.pop(buffer.position() - BEFORE), filled(buffer));
        }
    },
    READ {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int n = Math.min(length, model.length());
            int at = place(random, model, n);
            same(model.get(at, at + n), stack.get(at, at + n));
            ByteBuffer buffer = direct(new byte[n]);
            stack.peekInto(at, buffer);
            same(model.get(at, at + n), filled(buffer));
        }
    },
    /** Beyond the payload, or before it. */
    REFUSED {
        @Override
        public void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException {
            int end = model.length();
            int more = 1 + random.nextInt(100);
            try {
                switch (random.nextInt(9)) {
                    case 0 -> stack.pop(end + more);
                    case 1 -> stack.discard(end + more);
                    case 2 -> stack.set(end, new byte[more]);
                    case 3 -> stack.zero(-1, more);
                    case 4 -> stack.replaceTail(end + more, new byte[more]);
                    case 5 -> stack.update(end, end + more, range -> {});
                    case 6 -> stack.get(end, end + more);
                    case 7 -> stack.compareAndSet(end - more + 1L, new byte[more], new byte[more]);
                    default -> stack.peek(end + more);
                }
            } catch (IndexOutOfBoundsException expected) {
                return;
            }
            throw new AssertionError("a range outside the payload was not refused");
        }
    };

    private static final List<StackOperation> ALL = List.of(values());
    /** Those that change the payload; the campaigns draw from these. */
    private static final List<StackOperation> CHANGES = List.copyOf(EnumSet.range(PUSH, UPDATE));

    /** How many bytes a buffer has before those that count, and how many after them. */
    private static final int BEFORE = 3;

    private static final int AFTER = 7;

    /**
     * Runs the operation on both.
     *
     * @param random draws what is left open: data, places
     * @param length how many bytes to move, cut to what the stack holds
     * @throws AssertionError if the answers differ
     */
    public abstract void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException;

    /** {@return an operation that changes the payload} */
    public static StackOperation any(SplittableRandom random) {
        return CHANGES.get(random.nextInt(CHANGES.size()));
    }

    /** {@return any operation, those too that only read, take a buffer, or must be refused} */
    static StackOperation anyCall(SplittableRandom random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** {@return a direct buffer with these bytes remaining, and others before and after them} */
    private static ByteBuffer direct(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BEFORE + bytes.length + AFTER);
        buffer.position(BEFORE).limit(BEFORE + bytes.length);
        buffer.duplicate().put(bytes);
        return buffer;
    }

    /** {@return what was put into a buffer, which must be full} */
    private static byte[] filled(ByteBuffer buffer) {
        same(0, buffer.remaining());
        byte[] bytes = new byte[buffer.position() - BEFORE];
        buffer.position(BEFORE).get(bytes);
        return bytes;
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static int place(SplittableRandom random, StackModel model, int length) {
        return random.nextInt(model.length() - length + 1);
    }

    private static void increment(byte[] range) {
        for (int i = 0; i < range.length; i++) {
            range[i]++;
        }
    }

    private static void same(long expected, long actual) {
        if (expected != actual) {
            throw new AssertionError("answered %d, expected %d".formatted(actual, expected));
        }
    }

    private static void same(boolean expected, boolean actual) {
        if (expected != actual) {
            throw new AssertionError("answered %s, expected %s".formatted(actual, expected));
        }
    }

    private static void same(byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError(
                    "answered %d bytes, expected %d, or others".formatted(actual.length, expected.length));
        }
    }
}
