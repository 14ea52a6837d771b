package bstack.testkit.internal.readers;

import bstack.core.BStack;
import bstack.core.Commit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread that commits to a {@link Ledger}: transactions that change it in many places, some of them rolled back, with
 * small and large data, and between them transactions that only read, checkpoints, and more of the prefix locked.
 */
final class LedgerWriter {
    /** A step makes no more commits. */
    static final int MOST_SUBMITTED = 4;

    private static final int MANY = 150;
    /** So many records make the payload longer than the smallest mapping. */
    private static final int VERY_MANY = 18_000;

    private final BStack stack;
    private final CommitNumbers numbers;
    private final AtomicInteger left;
    private final SplittableRandom random;

    /** What a body throws to be rolled back. */
    private static final class RollBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Creates the writer.
     *
     * @param left how many steps are left to all writers together
     */
    LedgerWriter(BStack stack, CommitNumbers numbers, AtomicInteger left, SplittableRandom random) {
        this.stack = stack;
        this.numbers = numbers;
        this.left = left;
        this.random = random;
    }

    /** Fills an empty stack. */
    static void create(BStack stack) throws IOException {
        long number = 1;
        ByteBuffer fixed = ByteBuffer.allocate(Ledger.FIXED_SIZE);
        long sum = 0;
        for (int i = 0; i < Ledger.SEGMENTS; i++) {
            Ledger.fill(fixed, Ledger.SEGMENT_SIZE, number, i);
            sum += Ledger.seal(number, i);
        }
        for (int i = 0; i < Ledger.CELLS; i++) {
            fixed.putLong(Ledger.CELLS_AT + i * Ledger.CELL_SIZE, number);
        }
        fixed.put(Ledger.SCRATCH_AT, Ledger.scratch(number));
        fixed.putLong(Ledger.ACCOUNTS_AT, Ledger.TOTAL);
        fixed.put(Ledger.HEADER_AT, new Ledger.Header(number, sum, 0, 0).encode());
        stack.push(fixed.clear());
    }

    /** Takes steps until none is left, or something was found. */
    void run() throws IOException {
        while (left.getAndDecrement() > 0 && !numbers.isStopped()) {
            switch (random.nextInt(40)) {
                case 0 -> stack.checkpoint();
                case 1 -> lockOneMore();
                case 2, 3, 4 -> rollBack();
                case 5, 6, 7 -> readAlone();
                case 8, 9, 10, 11 -> submit();
                default -> commit();
            }
        }
    }

    private void commit() throws IOException {
        long number = stack.transact(() -> change(false));
        numbers.acknowledge(number);
        // What a commit's thread reads after it has returned, and without a transaction.
        numbers.saw(
                number,
                Ledger.checkFixed(ByteBuffer.wrap(stack.get(0, Ledger.FIXED_SIZE)))
                        .number());
    }

    /** Several at once, of which the last is awaited: then all are durable, and can be seen. */
    private void submit() throws IOException {
        List<Commit<Long>> commits = new ArrayList<>();
        for (int n = 1 + random.nextInt(MOST_SUBMITTED); n > 0; n--) {
            commits.add(stack.submit(() -> change(false)));
        }
        long last = commits.get(commits.size() - 1).await();
        for (Commit<Long> commit : commits) {
            Ledger.require(commit.isDurable(), "commit %d is durable, %d before it is not", last, commit.result());
            numbers.acknowledge(commit.result());
        }
        numbers.saw(
                last,
                stack.view(() -> Ledger.checkFixed(ByteBuffer.wrap(stack.get(0, Ledger.FIXED_SIZE))))
                        .number());
    }

    private void rollBack() throws IOException {
        try {
            stack.transact(() -> change(true));
            throw new AssertionError("a body that throws is committed");
        } catch (RollBack expected) {
            // Readers look for traces of it.
        }
    }

    /** A transaction that only reads sees what is on its way, but returns only when that is durable. */
    private void readAlone() throws IOException {
        long floor = numbers.floor();
        byte[] payload = stack.transact(() -> stack.peek(0));
        numbers.saw(floor, Ledger.checkWhole(ByteBuffer.wrap(payload)).number());
    }

    private void lockOneMore() throws IOException {
        long locked = stack.lockedLength();
        // One segment is never locked, so that there is one to be changed.
        if (locked < (Ledger.SEGMENTS - 1) * Ledger.SEGMENT_SIZE) {
            try {
                stack.lockUpTo(locked + Ledger.SEGMENT_SIZE);
            } catch (IllegalArgumentException anotherThreadWasFaster) {
                Ledger.require(
                        stack.lockedLength() > locked, "it was refused to lock more: %s", anotherThreadWasFaster);
            }
        }
    }

    /** {@return the number of the commit} */
    private long change(boolean rollBack) throws IOException {
        Ledger.Header before = Ledger.checkFixed(ByteBuffer.wrap(stack.get(0, Ledger.FIXED_SIZE)));
        long number = before.number() + 1;
        // A negative number stands for what nobody may see.
        long written = rollBack ? -number : number;
        long segmentSum = before.segmentSum() + changeSegment(written);
        for (int i = 0; i < Ledger.CELLS; i++) {
            stack.set(Ledger.CELLS_AT + i * Ledger.CELL_SIZE, number(written));
        }
        if (Ledger.isScratchZero(written)) {
            stack.zero(Ledger.SCRATCH_AT, Ledger.SCRATCH_SIZE);
        } else {
            stack.set(Ledger.SCRATCH_AT, Ledger.scratch(written));
        }
        transfer();
        Ledger.Header after =
                changeRecords(new Ledger.Header(number, segmentSum, before.records(), before.recordSum()), written);
        if (rollBack) {
            throw new RollBack();
        }
        // The last of all, so that the number stands in the frame even if other data do not.
        stack.set(Ledger.HEADER_AT, after.encode());
        numbers.prepared(number, after.length());
        return number;
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** {@return by how much the sum of the segments changes} */
    private long changeSegment(long number) throws IOException {
        int unlocked = (int) (stack.lockedLength() / Ledger.SEGMENT_SIZE);
        int segment = unlocked + random.nextInt(Ledger.SEGMENTS - unlocked);
        long at = (long) segment * Ledger.SEGMENT_SIZE;
        byte[] before = stack.getAndSet(at, Ledger.block(Ledger.SEGMENT_SIZE, number, segment));
        long old = Ledger.checkBlock(ByteBuffer.wrap(before), 0, Ledger.SEGMENT_SIZE, segment);
        return Ledger.seal(number, segment) - Ledger.seal(old, segment);
    }

    private void transfer() throws IOException {
        long amount = random.nextLong(1_000);
        add(random.nextInt(Ledger.ACCOUNTS), -amount);
        add(random.nextInt(Ledger.ACCOUNTS), amount);
    }

    private void add(int account, long amount) throws IOException {
        long at = Ledger.ACCOUNTS_AT + (long) account * Long.BYTES;
        stack.update(at, at + Long.BYTES, bytes -> {
            ByteBuffer b = ByteBuffer.wrap(bytes);
            b.putLong(0, b.getLong(0) + amount);
        });
    }

    /** Pushes, pops, or overwrites records; {@return the header that fits} */
    private Ledger.Header changeRecords(Ledger.Header header, long number) throws IOException {
        int kind = random.nextInt(100);
        if (kind < 2 && header.records() < VERY_MANY) {
            return push(header, VERY_MANY, number);
        } else if (kind < 50 && header.records() < 3 * MANY) {
            return push(header, count(), number);
        } else if (kind < 85) {
            int most = header.records() > 3 * MANY ? (int) header.records() : count();
            return pop(header, (int) Math.min(header.records(), most));
        } else {
            int n = (int) Math.min(header.records(), count());
            return n == 0 ? header : overwrite(header, random.nextLong(header.records() - n + 1), n, number);
        }
    }

    /** Mostly few, now and then so many that their bytes do not go through the journal. */
    private int count() {
        return random.nextInt(8) == 0 ? MANY : 1 + random.nextInt(8);
    }

    private Ledger.Header push(Ledger.Header h, int n, long number) throws IOException {
        stack.push(records(h.records(), n, number));
        return new Ledger.Header(
                h.number(), h.segmentSum(), h.records() + n, h.recordSum() + sum(h.records(), n, number));
    }

    private Ledger.Header pop(Ledger.Header h, int n) throws IOException {
        long first = h.records() - n;
        long sum = sumOf(first, ByteBuffer.wrap(stack.pop(n * Ledger.RECORD_SIZE)));
        return new Ledger.Header(h.number(), h.segmentSum(), first, h.recordSum() - sum);
    }

    private Ledger.Header overwrite(Ledger.Header h, long first, int n, long number) throws IOException {
        byte[] before = stack.getAndSet(
                Ledger.FIXED_SIZE + first * Ledger.RECORD_SIZE,
                records(first, n, number).array());
        long change = sum(first, n, number) - sumOf(first, ByteBuffer.wrap(before));
        return new Ledger.Header(h.number(), h.segmentSum(), h.records(), h.recordSum() + change);
    }

    private static ByteBuffer records(long first, int n, long number) {
        ByteBuffer records = ByteBuffer.allocate(n * Ledger.RECORD_SIZE);
        for (int i = 0; i < n; i++) {
            Ledger.fill(records, Ledger.RECORD_SIZE, number, Ledger.placeOfRecord(first + i));
        }
        return records.flip();
    }

    private static long sum(long first, int n, long number) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Ledger.seal(number, Ledger.placeOfRecord(first + i));
        }
        return sum;
    }

    private static long sumOf(long first, ByteBuffer records) {
        long sum = 0;
        for (int at = 0; at < records.limit(); at += Ledger.RECORD_SIZE) {
            long place = Ledger.placeOfRecord(first + at / Ledger.RECORD_SIZE);
            sum += Ledger.seal(Ledger.checkBlock(records, at, Ledger.RECORD_SIZE, place), place);
        }
        return sum;
    }
}
