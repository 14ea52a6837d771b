package bstack.crashtest;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * One thread of an {@link InterruptCampaign}. It counts in a record of its own, a number written twice, by operations of
 * all kinds, so that it knows what each must answer whatever the others do.
 */
final class InterruptedWorker {
    /** The size of a record. */
    static final int RECORD = 16;

    private static final int CHECKPOINT_IN = 200;

    private final BStack stack;
    private final long at;
    private final Interrupter.Target target;
    private final SplittableRandom random;
    private long last;

    InterruptedWorker(BStack stack, int number, Interrupter.Target target, SplittableRandom random) {
        this.stack = stack;
        this.at = (long) number * RECORD;
        this.target = target;
        this.random = random;
    }

    /** {@return the number that is in the record now} */
    long last() {
        return last;
    }

    /** When a thread is interrupted. */
    private enum Moment {
        BEFORE,
        DURING,
        INSIDE,
        NEVER
    }

    /** Takes one step, interrupted or not; {@return how many interrupts there were} */
    int step() throws IOException {
        Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        boolean set = Thread.currentThread().isInterrupted(); // it may be set from the step before
        if (moment == Moment.BEFORE) {
            Thread.currentThread().interrupt();
        } else if (moment == Moment.DURING) {
            target.ask();
        }
        operate(moment == Moment.INSIDE);
        target.await();
        boolean expected = set || moment != Moment.NEVER;
        if (Thread.currentThread().isInterrupted() != expected) {
            throw new AssertionError(
                    expected ? "the flag is lost, set " + moment : "the flag is set, and nobody has interrupted");
        }
        if (random.nextInt(3) > 0) {
            Thread.interrupted();
        }
        return moment == Moment.NEVER ? 0 : 1;
    }

    private void operate(boolean interruptInside) throws IOException {
        long next = last + 1;
        switch (random.nextInt(7)) {
            case 0 -> stack.set(at, record(next));
            case 1 -> same(last, stack.getAndSet(at, record(next)));
            case 2 -> {
                if (!stack.compareAndSet(at, record(last), record(next))) {
                    throw new AssertionError("the record is not what was written");
                }
            }
            case 3 ->
                stack.update(at, at + RECORD, bytes -> {
                    same(last, bytes);
                    System.arraycopy(record(next), 0, bytes, 0, RECORD);
                });
            case 4 -> {
                same(last, stack.get(at, at + RECORD));
                stack.transact(() -> {
                    stack.set(at, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
                    long end = stack.push(record(next));
                    interruptIf(interruptInside);
                    stack.set(
                            at + Long.BYTES,
                            ByteBuffer.allocate(Long.BYTES).putLong(next).array());
                    same(next, stack.get(end, end + RECORD));
                    stack.discard(RECORD);
                });
            }
            case 5 -> {
                if (random.nextInt(CHECKPOINT_IN) == 0) {
                    stack.checkpoint();
                }
                stack.set(at, record(next));
            }
            default ->
                stack.transact(() -> {
                    interruptIf(interruptInside);
                    stack.set(at, record(next));
                });
        }
        last = next;
        if (interruptInside) {
            Thread.currentThread().interrupt(); // where there is no inside, it comes between two operations
        }
        same(last, stack.get(at, at + RECORD));
    }

    private static void interruptIf(boolean now) {
        if (now) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] record(long number) {
        return ByteBuffer.allocate(RECORD).putLong(number).putLong(number).array();
    }

    private static void same(long number, byte[] record) {
        check(ByteBuffer.wrap(record), 0, number);
    }

    /** Checks a record. */
    static void check(ByteBuffer records, int number, long expected) {
        long first = records.getLong(number * RECORD);
        long second = records.getLong(number * RECORD + Long.BYTES);
        if (first != expected || second != expected) {
            throw new AssertionError(
                    "record %d holds %d and %d, expected %d".formatted(number, first, second, expected));
        }
    }
}
