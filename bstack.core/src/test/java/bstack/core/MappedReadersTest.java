package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers of a mapped file beside a writer that makes it longer and shorter, overwrites it, leaves it at rest, and
 * closes it. Each block describes itself, so that a torn read shows.
 */
final class MappedReadersTest {
    private static final int BLOCK = 4096;
    private static final int SESSIONS = 8;
    private static final int ROUNDS = 40;

    @TempDir
    Path directory;

    private static byte[] block(long index, long version) {
        ByteBuffer b = ByteBuffer.allocate(BLOCK);
        while (b.hasRemaining()) {
            b.putLong(index * 1_000_003 + version);
            b.putLong(version);
        }
        return b.array();
    }

    private static void assertWhole(long index, ByteBuffer found) {
        long version = found.getLong(8);
        for (int at = 0; at < BLOCK; at += 16) {
            assertEquals(index * 1_000_003 + version, found.getLong(at), "torn");
            assertEquals(version, found.getLong(at + 8), "torn");
        }
    }

    @Test
    void no_read_is_torn_and_none_fails_but_by_the_end_of_the_payload_or_of_the_session() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        Path path = directory.resolve("x.bstack");
        AtomicLong reads = new AtomicLong();
        for (int session = 0; session < SESSIONS; session++) {
            BStack stack = BStack.open(path, Medium.TIGHT.access(BStackOptions.Access.NATIVE));
            CountDownLatch reading = new CountDownLatch(2);
            List<Tasks.Started<Void>> readers = new ArrayList<>();
            stack.push(block(stack.length() / BLOCK, 0));
            for (int i = 0; i < 2; i++) {
                boolean direct = i == 0;
                readers.add(Tasks.start(() -> {
                    read(stack, direct, reading, reads);
                    return null;
                }));
            }
            try {
                reading.await();
                write(stack, new SplittableRandom(seed + session));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                stack.close();
            }
            readers.forEach(Tasks.Started::await);
        }
        assertTrue(reads.get() > SESSIONS, "reads: " + reads);
    }

    private static void read(BStack stack, boolean direct, CountDownLatch reading, AtomicLong reads)
            throws IOException {
        SplittableRandom random = new SplittableRandom();
        ByteBuffer dst = direct ? ByteBuffer.allocateDirect(BLOCK) : ByteBuffer.allocate(BLOCK);
        while (true) {
            try {
                long blocks = stack.length() / BLOCK;
                long index = blocks == 0 ? 0 : random.nextLong(blocks);
                stack.getInto(index * BLOCK, dst.clear());
                assertWhole(index, dst);
                reads.incrementAndGet();
            } catch (IndexOutOfBoundsException shorterByNow) {
                assertEquals(0, dst.position());
            } catch (IllegalStateException closed) {
                assertTrue(closed.getMessage().contains("closed"), closed.getMessage());
                return;
            } finally {
                reading.countDown();
            }
        }
    }

    private static void write(BStack stack, SplittableRandom random) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            long blocks = stack.length() / BLOCK;
            long version = round;
            switch (random.nextInt(5)) {
                case 0 -> stack.discard(random.nextLong(blocks + 1) * BLOCK);
                case 1 -> stack.checkpoint();
                case 2 -> {
                    if (blocks > 0) {
                        long index = random.nextLong(blocks);
                        stack.set(index * BLOCK, block(index, version));
                    }
                }
                default -> {
                    ByteBuffer many = ByteBuffer.allocate(BLOCK * random.nextInt(1, 40));
                    for (long index = blocks; many.hasRemaining(); index++) {
                        many.put(block(index, version));
                    }
                    stack.push(many.flip());
                }
            }
        }
    }
}
