package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random operations on random parts of a slice, each done on a byte array too; {@code -Dbstack.seed=N} repeats a run.
 */
class SliceModelTest {
    private static final int PAYLOAD = 300;

    @Test
    void randomOperationsOnSlicesDoWhatTheyDoToAnArray() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            run(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        } catch (IOException | RuntimeException | AssertionError failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    private static void run(RandomGenerator random) throws IOException {
        BStack stack = Stacks.memory(new byte[PAYLOAD]);
        LinearBStackAllocator allocator = LinearBStackAllocator.open(stack);
        byte[] model = new byte[PAYLOAD];
        for (int i = 0; i < 3_000; i++) {
            int start = random.nextInt(PAYLOAD + 1);
            int length = random.nextInt(PAYLOAD - start + 1);
            BStackSlice slice = allocator.slice(start, length);
            if (random.nextBoolean()) {
                int from = random.nextInt(length + 1);
                int to = random.nextInt(from, length + 1);
                slice = slice.subslice(from, to);
            }
            step(random, slice, model);
        }
        assertArrayEquals(model, stack.peek(0));
    }

    private static void step(RandomGenerator random, BStackSlice slice, byte[] model) throws IOException {
        int start = (int) slice.start();
        int length = (int) slice.length();
        int from = random.nextInt(length + 1);
        int to = random.nextInt(from, length + 1);
        byte[] data = new byte[to - from];
        random.nextBytes(data);
        switch (random.nextInt(11)) {
            case 0 -> assertArrayEquals(Arrays.copyOfRange(model, start, start + length), slice.read());
            case 1 -> assertArrayEquals(Arrays.copyOfRange(model, start + from, start + to), slice.read(from, to));
            case 2 -> {
                slice.write(from, data);
                System.arraycopy(data, 0, model, start + from, data.length);
            }
            case 3 -> {
                byte[] any = new byte[random.nextInt(2 * length + 1)];
                random.nextBytes(any);
                slice.writeFitting(any);
                System.arraycopy(any, 0, model, start, Math.min(any.length, length));
            }
            case 4 -> {
                slice.zero(from, to - from);
                Arrays.fill(model, start + from, start + to, (byte) 0);
            }
            case 5 -> {
                ByteBuffer dst = ByteBuffer.allocate(random.nextInt(2 * length + 1));
                slice.readInto(from, dst);
                assertEquals(Math.min(dst.capacity(), length - from), dst.position());
                assertArrayEquals(
                        Arrays.copyOfRange(model, start + from, start + from + dst.position()),
                        Arrays.copyOf(dst.array(), dst.position()));
            }
            case 6 -> {
                try (SeekableByteChannel channel = slice.channel()) {
                    ByteBuffer src = ByteBuffer.wrap(data);
                    channel.position(from);
                    while (src.hasRemaining()) {
                        channel.write(src);
                    }
                    System.arraycopy(data, 0, model, start + from, data.length);
                    assertEquals(to, channel.position());
                }
            }
            case 7 -> {
                if (length >= Long.BYTES) {
                    int at = random.nextInt(length - Long.BYTES + 1);
                    assertEquals(number(model, start + at, Long.BYTES), slice.getLong(at));
                    long value = random.nextLong();
                    slice.putLong(at, value);
                    put(model, start + at, Long.BYTES, value);
                }
            }
            case 8 -> {
                if (length >= Integer.BYTES) {
                    int at = random.nextInt(length - Integer.BYTES + 1);
                    assertEquals((int) number(model, start + at, Integer.BYTES), slice.getInt(at));
                    int value = random.nextInt();
                    slice.putInt(at, value);
                    put(model, start + at, Integer.BYTES, value);
                }
            }
            case 9 -> {
                if (length >= BStackSlice.BYTES) {
                    int at = random.nextInt(length - BStackSlice.BYTES + 1);
                    slice.putSlice(at, slice);
                    put(model, start + at, Long.BYTES, start);
                    put(model, start + at + Long.BYTES, Long.BYTES, length);
                    assertEquals(slice, slice.getSlice(at));
                }
            }
            default ->
                assertArrayEquals(
                        Arrays.copyOfRange(model, start, start + length),
                        slice.inputStream().readAllBytes());
        }
    }

    private static long number(byte[] model, int at, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (model[at + i] & 0xFFL) << 8 * i;
        }
        return number;
    }

    private static void put(byte[] model, int at, int bytes, long number) {
        for (int i = 0; i < bytes; i++) {
            model[at + i] = (byte) (number >>> 8 * i);
        }
    }
}
