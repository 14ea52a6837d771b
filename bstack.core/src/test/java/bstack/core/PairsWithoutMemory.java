package bstack.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A program whose threads commit together while its memory runs out again and again. Each of their transactions counts up
 * words in several places, and of these all change, or none.
 */
final class PairsWithoutMemory {
    private static final int THREADS = 4;
    private static final int TRANSACTIONS = 400;
    private static final int PLACES = 8;
    private static final int APART = 4096;
    private static final long PAUSE_NANOS = 3_000_000;

    private static volatile Object hog;
    private static volatile boolean over;

    private final BStack stack;
    private final long[] acknowledged = new long[THREADS];
    private final long[] tried = new long[THREADS];
    private volatile Throwable unexpected;

    private PairsWithoutMemory(BStack stack) {
        this.stack = stack;
    }

    /** Prints {@code whole}, or ends with a stack trace. arguments: file, rounds, seed. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            run(arguments);
            status = 0;
        } catch (Throwable e) {
            over = true;
            hog = null;
            e.printStackTrace(System.out);
        }
        System.exit(status);
    }

    private static void run(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        try (BStack stack = BStack.open(file)) {
            stack.extend((long) PLACES * APART);
        }
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
            BStack stack = BStack.open(file);
            new PairsWithoutMemory(stack).round(random.split(), file);
        }
        System.out.println("whole");
    }

    private void round(SplittableRandom random, Path file) throws Exception {
        for (int i = 0; i < THREADS; i++) {
            acknowledged[i] = word(stack, 0, i);
            tried[i] = acknowledged[i];
        }
        over = false;
        Thread eater = new Thread(() -> eat(random), "eater");
        Thread[] writers = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int n = i;
            writers[i] = new Thread(() -> write(n), "writer");
        }
        for (Thread writer : writers) {
            writer.start();
        }
        eater.start();
        for (Thread writer : writers) {
            join(writer);
        }
        over = true;
        join(eater);
        hog = null;
        if (unexpected != null) {
            throw new AssertionError(unexpected);
        }
        try {
            check(stack);
        } catch (BStackFailedException allowed) {
            // What it holds is told when it is opened again.
        }
        stack.close();
        try (BStack again = BStack.open(file)) {
            check(again);
        }
    }

    private static void join(Thread thread) throws InterruptedException {
        while (thread.isAlive()) {
            try {
                thread.join(100);
            } catch (OutOfMemoryError e) {
                // Look again.
            }
        }
    }

    private static void eat(SplittableRandom random) {
        while (!over) {
            try {
                Object[] all = new Object[1 << 16];
                hog = all;
                for (int i = 0; i < all.length; i++) {
                    all[i] = new byte[64 + random.nextInt(512)];
                }
            } catch (OutOfMemoryError e) {
                long start = System.nanoTime();
                while (System.nanoTime() - start < PAUSE_NANOS) {
                    Thread.onSpinWait();
                }
            }
            hog = null;
        }
    }

    private void write(int n) {
        byte[] bytes = new byte[Long.BYTES];
        ByteBuffer word = ByteBuffer.wrap(bytes);
        for (int k = 0; k < TRANSACTIONS; k++) {
            try {
                word.putLong(0, tried[n] + 1);
                tried[n]++;
                stack.transact(() -> {
                    for (int place = 0; place < PLACES; place++) {
                        stack.set(at(place, n), bytes);
                    }
                });
                acknowledged[n] = tried[n];
            } catch (OutOfMemoryError e) {
                // Nothing has changed, or the stack has failed.
            } catch (BStackFailedException e) {
                return;
            } catch (Throwable e) {
                unexpected = e;
                return;
            }
        }
    }

    private static long at(int place, int n) {
        return (long) place * APART + n * Long.BYTES;
    }

    private static long word(BStack stack, int place, int n) throws IOException {
        return ByteBuffer.wrap(stack.get(at(place, n), at(place, n) + Long.BYTES))
                .getLong();
    }

    private void check(BStack now) throws IOException {
        for (int n = 0; n < THREADS; n++) {
            long first = word(now, 0, n);
            for (int place = 0; place < PLACES; place++) {
                long word = word(now, place, n);
                if (word != first || word < acknowledged[n] || word > tried[n]) {
                    throw new AssertionError(
                            "thread %d: %d at place %d, %d at the first; %d were acknowledged, %d tried"
                                    .formatted(n, word, place, first, acknowledged[n], tried[n]));
                }
            }
        }
    }
}
