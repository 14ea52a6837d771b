package bstack.testkit.internal.readers;

import bstack.core.BStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.SplittableRandom;

/**
 * A thread that reads a {@link Ledger} in every way there is, and checks each time that what it sees is durable, whole,
 * and not older than what was acknowledged or seen before.
 */
final class LedgerReader {
    private static final int WAYS = 14;
    private static final int FEW = 8;

    private final BStack stack;
    private final CommitNumbers numbers;
    private final SplittableRandom random;
    private final ByteBuffer heap = ByteBuffer.allocate(Ledger.FIXED_SIZE);
    private final ByteBuffer direct = ByteBuffer.allocateDirect(Ledger.FIXED_SIZE);

    LedgerReader(BStack stack, CommitNumbers numbers, SplittableRandom random) {
        this.stack = stack;
        this.numbers = numbers;
        this.random = random;
    }

    /** Reads in one of the ways, and checks what was read. */
    void read() throws IOException {
        long floor = numbers.floor();
        switch (random.nextInt(WAYS)) {
            case 0 -> numbers.sawLength(floor, stack.length());
            case 1 ->
                numbers.saw(
                        floor, Ledger.checkWhole(ByteBuffer.wrap(stack.peek(0))).number());
            case 2 -> saw(floor, ByteBuffer.wrap(stack.get(0, Ledger.FIXED_SIZE)), 0);
            case 3 -> saw(floor, into(heap, 0, Ledger.FIXED_SIZE), 0);
            case 4 -> saw(floor, into(direct, 0, Ledger.FIXED_SIZE), 0);
            case 5 -> saw(floor, into(direct, Ledger.CELLS_AT, Ledger.CORE_SIZE), Ledger.CELLS_AT);
            case 6 -> saw(floor, throughChannel(Ledger.CELLS_AT, Ledger.CORE_SIZE), Ledger.CELLS_AT);
            case 7 -> saw(floor, throughStream(Ledger.CELLS_AT, Ledger.CORE_SIZE), Ledger.CELLS_AT);
            case 8 -> records(floor);
            case 9, 10, 11 -> view(floor);
            default -> lockedSegment();
        }
    }

    /** Many places, one after the other, of one state: what every commit changes together must agree. */
    private void view(long floor) throws IOException {
        boolean whole = random.nextInt(4) == 0;
        boolean slow = random.nextInt(4) == 0;
        ByteBuffer bytes = stack.view(() -> {
            int length = whole ? Math.toIntExact(stack.length()) : Ledger.FIXED_SIZE;
            ByteBuffer read = ByteBuffer.allocate(length);
            // The header first and its parts later, in pieces that no other read joins.
            stack.getInto(Ledger.HEADER_AT, read.limit(Ledger.FIXED_SIZE).position(Ledger.HEADER_AT));
            read.put(Ledger.CELLS_AT, stack.get(Ledger.CELLS_AT, Ledger.HEADER_AT));
            for (int at = 0; at < Ledger.CELLS_AT; at += Ledger.SEGMENT_SIZE) {
                if (slow) {
                    Thread.yield();
                }
                read.put(at, stack.get(at, at + Ledger.SEGMENT_SIZE));
            }
            if (whole) {
                read.limit(length).put(Ledger.FIXED_SIZE, stack.peek(Ledger.FIXED_SIZE));
                Ledger.require(stack.length() == length, "the length changes within a view");
            }
            return read.clear();
        });
        numbers.saw(floor, (whole ? Ledger.checkWhole(bytes) : Ledger.checkFixed(bytes)).number());
    }

    private void saw(long floor, ByteBuffer bytes, int from) {
        numbers.saw(floor, (from == 0 ? Ledger.checkFixed(bytes) : Ledger.checkCore(bytes, 0)).number());
    }

    private ByteBuffer into(ByteBuffer dst, long start, int count) throws IOException {
        stack.getInto(start, dst.clear().limit(count));
        return dst.flip();
    }

    private ByteBuffer throughChannel(long start, int count) throws IOException {
        ByteBuffer dst = direct.clear().limit(count);
        try (SeekableByteChannel channel = stack.channel()) {
            channel.position(start).read(dst);
        }
        return complete(dst, count);
    }

    private ByteBuffer throughStream(long start, int count) throws IOException {
        byte[] bytes = new byte[count];
        try (InputStream in = stack.inputStream(start)) {
            return complete(ByteBuffer.wrap(bytes).position(Math.max(in.read(bytes), 0)), count);
        }
    }

    private static ByteBuffer complete(ByteBuffer bytes, int count) {
        Ledger.require(bytes.position() == count, "of %d bytes %d were read", count, bytes.position());
        return bytes.flip();
    }

    /** Some records, which may be gone at any time. */
    private void records(long floor) throws IOException {
        long length = stack.length();
        numbers.sawLength(floor, length);
        long records = (length - Ledger.FIXED_SIZE) / Ledger.RECORD_SIZE;
        long first = random.nextLong(records + 2);
        int n = 1 + random.nextInt(FEW);
        long start = Ledger.FIXED_SIZE + first * Ledger.RECORD_SIZE;
        int size = n * Ledger.RECORD_SIZE;
        ByteBuffer found;
        if (random.nextBoolean()) {
            byte[] bytes = new byte[size];
            found = ByteBuffer.wrap(bytes, 0, Math.max(stack.inputStream(start).read(bytes), 0));
            if (found.limit() < size) {
                numbers.sawShorter(floor, start + size);
            }
        } else {
            try {
                found = ByteBuffer.wrap(stack.get(start, start + size));
            } catch (IndexOutOfBoundsException goneMeanwhile) {
                numbers.sawShorter(floor, start + size);
                return;
            }
        }
        for (int at = 0; at < found.limit(); at += Ledger.RECORD_SIZE) {
            long place = Ledger.placeOfRecord(first + at / Ledger.RECORD_SIZE);
            numbers.sawPart(Ledger.checkBlock(found, at, Ledger.RECORD_SIZE, place));
        }
    }

    /** A segment of the locked prefix; or one that is about to be locked, perhaps while it is read. */
    private void lockedSegment() throws IOException {
        int locked = (int) (stack.lockedLength() / Ledger.SEGMENT_SIZE);
        int segment = random.nextInt(locked + 1);
        int start = segment * Ledger.SEGMENT_SIZE;
        ByteBuffer bytes = switch (random.nextInt(4)) {
            case 0 -> into(heap, start, Ledger.SEGMENT_SIZE);
            case 1 -> throughChannel(start, Ledger.SEGMENT_SIZE);
            case 2 -> throughStream(start, Ledger.SEGMENT_SIZE);
            default -> ByteBuffer.wrap(stack.get(start, start + Ledger.SEGMENT_SIZE));
        };
        long number = Ledger.checkBlock(bytes, 0, Ledger.SEGMENT_SIZE, segment);
        if (segment < locked) {
            numbers.sawLocked(segment, number);
        } else {
            numbers.sawPart(number);
        }
    }
}
