package bstack.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.CommitListener;
import bstack.core.CommittedFrame;
import bstack.core.Snapshot;
import bstack.core.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Snapshots against a model: commits are made by the snapshot's own progress, so that a run is a function of its seed, and
 * every state of the source is known.
 */
@SuppressWarnings("try") // what ends the following is not used but to end it
final class SnapshotModelTest {
    private static final int VOLUME = Integer.getInteger("bstack.volume", 10);

    @Test
    void aSnapshotIsTheStateOfItsNumberAndTheRestIsFollowed() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        System.out.println("-Dbstack.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < VOLUME; run++) {
            run(random);
        }
    }

    private static void run(SplittableRandom random) throws IOException {
        BStackOptions options = BStackOptions.defaults()
                .journalSize(1 << 16)
                .followMemory(random.nextBoolean() ? 1 << 26 : random.nextInt(100_000));
        SimulatedFolder folder = new SimulatedFolder();
        try (BStack stack = BStack.open(Storage.memory(), options)) {
            stack.push(new byte[random.nextInt(1, 4_000_000)]);
            Map<Long, byte[]> states = new TreeMap<>();
            states.put(stack.sequence(), stack.peek(0));
            folder.hook((call, what) -> {
                if (what.startsWith("write")) {
                    for (int n = random.nextInt(4); n > 0; n--) {
                        change(stack, random);
                        states.put(stack.sequence(), stack.peek(0));
                    }
                }
            });
            Snapshot made = folder.snapshot(stack, "copy", (done, total) -> {});
            folder.hook((call, what) -> {});
            byte[] file = folder.bytes("copy");
            byte[] copy = Arrays.copyOfRange(file, 16, file.length);
            assertEquals(made.length(), copy.length);
            assertArrayEquals(states.get(made.sequence()), copy, "snapshot of frame " + made.sequence());
            follow(stack, made, copy);
        }
    }

    private static void change(BStack stack, SplittableRandom random) throws IOException {
        byte[] some = new byte[random.nextInt(1, 30_000)];
        random.nextBytes(some);
        long length = stack.length();
        switch (random.nextInt(4)) {
            case 0 -> stack.push(some);
            case 1 -> stack.discard(Math.min(length - 1, some.length));
            default -> {
                if (length > some.length) {
                    stack.set(random.nextLong(length - some.length), some);
                } else {
                    stack.push(some);
                }
            }
        }
    }

    /** What comes after a snapshot is followed from its number, if frames were kept. */
    private static void follow(BStack stack, Snapshot made, byte[] copy) throws IOException {
        byte[][] replay = {copy};
        long[] last = {made.sequence()};
        Object monitor = new Object();
        boolean[] lost = {false};
        try (Closeable following = stack.follow(made.sequence(), new CommitListener() {
            @Override
            public void committed(CommittedFrame frame) throws IOException {
                byte[] next = Arrays.copyOf(replay[0], (int) frame.payloadLength());
                for (CommittedFrame.Range range : frame.ranges()) {
                    System.arraycopy(range.bytes(), 0, next, (int) range.offset(), (int) range.length());
                }
                synchronized (monitor) {
                    replay[0] = next;
                    last[0] = frame.sequence();
                    monitor.notifyAll();
                }
            }

            @Override
            public void lostPlace(long at, Throwable cause) {
                synchronized (monitor) {
                    lost[0] = true;
                    monitor.notifyAll();
                }
            }
        })) {
            stack.push(new byte[10]);
            synchronized (monitor) {
                while (last[0] < stack.sequence() && !lost[0]) {
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            assertTrue(lost[0] || Arrays.equals(stack.peek(0), replay[0]), "a replay is not the payload");
        }
    }
}
