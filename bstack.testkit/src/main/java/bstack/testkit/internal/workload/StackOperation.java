package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.util.Arrays;
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
    };

    private static final StackOperation[] ALL = values();

    /**
     * Runs the operation on both.
     *
     * @param random draws what is left open: data, places
     * @param length how many bytes to move, cut to what the stack holds
     * @throws AssertionError if the answers differ
     */
    public abstract void run(BStack stack, StackModel model, SplittableRandom random, int length) throws IOException;

    public static StackOperation any(SplittableRandom random) {
        return ALL[random.nextInt(ALL.length)];
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
