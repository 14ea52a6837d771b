package outside.worker;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A user's program: each of its threads keeps one value in a heap, replaces it in a transaction, and prints that the
 * transaction is committed. The first thread is interrupted before each transaction, and all the time meanwhile.
 *
 * <p>The heap's root leads to a table: the number of commits, and after it the slice of each thread's value. A value
 * contains its thread, its number, and bytes that follow from both.
 */
public final class Worker {
    private static final int THREADS = 3;
    private static final int SLICE = 16;
    private static final int HEAD = 2 * Integer.BYTES;
    private static final int MOST = 600;
    private static final long INTERRUPT_NANOS = 50_000;

    private final BStackAllocator heap;
    private final int commits;
    private final BStackSlice table;

    private Worker(BStackAllocator heap, int commits) throws IOException {
        this.heap = heap;
        this.commits = commits;
        this.table = heap.stack().transact(() -> {
            BStackSlice root = heap.reserved().subslice(0, SLICE);
            BStackSlice found = BStackSlice.fromBytes(heap, root.read());
            if (found.isEmpty()) {
                found = heap.alloc(Long.BYTES + THREADS * SLICE);
                root.write(found.toBytes());
            }
            return found;
        });
    }

    /**
     * Opens the file and works on it.
     *
     * @param arguments the file; how many commits each thread makes before the program frees all and ends, 0 for no
     *     limit; for a new file, the allocator
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        System.out.println("java " + Runtime.version().feature());
        try (BStackAllocator heap =
                arguments.length > 2 ? BStackAllocators.create(file, arguments[2]) : BStackAllocators.open(file)) {
            BStack stack = heap.stack();
            System.out.println("access " + stack.access());
            System.out.println("opened " + stack.recovery().state());
            Worker worker = new Worker(heap, Integer.parseInt(arguments[1]));
            worker.check();
            worker.work();
            worker.check();
            worker.freeAll();
        }
        System.out.println("closed");
    }

    /** Prints what each thread has committed, after a look at every byte. */
    private void check() throws IOException {
        long sum = 0;
        for (int thread = 0; thread < THREADS; thread++) {
            int number = number(thread);
            System.out.println("found " + thread + " " + number);
            sum += number;
        }
        long count = ByteBuffer.wrap(table.read(0, Long.BYTES)).getLong();
        if (count != sum) {
            throw new IllegalStateException("the table counts " + count + " commits, and the values " + sum);
        }
        System.out.println("unsound " + ((InspectableAllocator) heap).verify());
    }

    /** {@return the number of a thread's value; 0 if there is none} */
    private int number(int thread) throws IOException {
        BStackSlice value = value(thread);
        if (value.isEmpty()) {
            return 0;
        }
        byte[] found = value.read();
        int number = ByteBuffer.wrap(found).getInt(Integer.BYTES);
        if (!Arrays.equals(content(thread, number), found)) {
            throw new IllegalStateException("the value of thread " + thread + " is torn: " + Arrays.toString(found));
        }
        return number;
    }

    private BStackSlice value(int thread) throws IOException {
        long at = place(thread);
        return BStackSlice.fromBytes(heap, table.read(at, at + SLICE));
    }

    private static long place(int thread) {
        return Long.BYTES + (long) thread * SLICE;
    }

    private static byte[] content(int thread, int number) {
        Random random = new Random(number * (long) THREADS + thread);
        byte[] content = new byte[HEAD + random.nextInt(MOST)];
        random.nextBytes(content);
        ByteBuffer.wrap(content).putInt(thread).putInt(number);
        return content;
    }

    private void work() throws IOException, InterruptedException {
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            int first = number(thread) + 1;
            threads[i] = new Thread(() -> replaceAgainAndAgain(thread, first));
            threads[i].start();
        }
        while (threads[0].isAlive()) {
            threads[0].interrupt();
            LockSupport.parkNanos(INTERRUPT_NANOS);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void replaceAgainAndAgain(int thread, int first) {
        try {
            for (int number = first; commits == 0 || number < first + commits; number++) {
                if (thread == 0) {
                    Thread.currentThread().interrupt();
                }
                replace(thread, number);
                boolean interrupted = Thread.interrupted();
                System.out.println("committed " + thread + " " + number + (interrupted ? " interrupted" : ""));
            }
        } catch (Throwable failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Every other value is the old one at another length, and the rest are new. */
    private void replace(int thread, int number) throws IOException {
        byte[] content = content(thread, number);
        heap.stack().transact(() -> {
            BStackSlice old = value(thread);
            boolean moves = number % 2 == 0;
            BStackSlice value = moves ? heap.realloc(old, content.length) : heap.alloc(content.length);
            value.write(content);
            table.write(place(thread), value.toBytes());
            long count = ByteBuffer.wrap(table.read(0, Long.BYTES)).getLong();
            table.write(0, ByteBuffer.allocate(Long.BYTES).putLong(count + 1).array());
            if (!moves && !old.isEmpty()) {
                heap.dealloc(old);
            }
        });
    }

    private void freeAll() throws IOException {
        heap.stack().transact(() -> {
            for (int thread = 0; thread < THREADS; thread++) {
                heap.dealloc(value(thread));
            }
            heap.dealloc(table);
            heap.reserved().zero(0, SLICE);
        });
        long used = ((InspectableAllocator) heap)
                .blocks().stream().filter(block -> !block.isFree()).mapToLong(HeapBlock::length).sum();
        System.out.println("in use " + used);
    }
}
