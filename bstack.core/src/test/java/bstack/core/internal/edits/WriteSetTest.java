package bstack.core.internal.edits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.internal.format.RangeKind;
import bstack.core.internal.journal.FrameWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Write sets beside a naive model; {@code -Dbstack.seed=N} repeats a run. */
final class WriteSetTest {
    private static final int BASE = 400;
    private static final int MEDIUM = 6000;
    private static final int SPARE = 4000;

    /** A write set, and as a byte array what should be read through it. */
    private static final class Pair {
        final WriteSet set;
        byte[] model;

        Pair(byte[] below) {
            set = new WriteSet(below.length);
            model = below.clone();
        }

        /** A copy of another one, which goes on changing. */
        Pair(Pair other) {
            set = other.set.copy();
            model = other.model.clone();
        }

        void put(int start, byte[] bytes) {
            model = Arrays.copyOf(model, Math.max(model.length, start + bytes.length));
            System.arraycopy(bytes, 0, model, start, bytes.length);
        }
    }

    private final byte[] medium = new byte[MEDIUM];
    private final ByteSource file = (start, dst, at, count) -> System.arraycopy(medium, (int) start, dst, at, count);

    private SplittableRandom random;

    @Test
    void random_changes_read_as_a_byte_array_does() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            for (int round = 0; round < 1500; round++) {
                random = new SplittableRandom(seed + round);
                random.nextBytes(medium);
                round();
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    @Test
    void a_frame_grows_by_no_more_than_was_said_whatever_its_size() {
        for (int ranges = 0; ranges < 40; ranges++) {
            for (int more = 1; more < 40; more++) {
                WriteSet lower = new WriteSet(50 * 40);
                for (int i = 0; i < ranges; i++) {
                    lower.zero(50L * i, 40);
                }
                // Each splits one.
                WriteSet upper = new WriteSet(50 * 40);
                for (int i = 0; i < more; i++) {
                    upper.write(50L * i + 10, new byte[1 + more % 7], 0, 1 + more % 7);
                }
                long most = FrameWriter.boundOf(lower) + FrameWriter.boundOfGrowth(upper);
                lower.absorb(upper);
                assertTrue(FrameWriter.boundOf(lower) <= most, ranges + " ranges and " + more);
            }
        }
    }

    private void round() throws IOException {
        byte[] committed = Arrays.copyOf(medium, BASE);
        Pair lower = new Pair(committed);
        for (int layer = 0; layer < 3; layer++) {
            Pair upper = new Pair(lower.model);
            for (int i = 0; i < 25; i++) {
                change(upper);
                assertSound(upper, lower.model);
            }
            byte[] below = lower.model;
            long before = FrameWriter.boundOf(lower.set);
            long growth = FrameWriter.boundOfGrowth(upper.set);
            boolean inFile = lower.set.hasBytesInFile() || upper.set.hasBytesInFile();
            assertReads(upper, source(lower, committed), below.length);
            Pair earlier = new Pair(lower);
            assertEquals(lower.set.hasBytesInFile(), earlier.set.hasBytesInFile());
            lower.set.absorb(upper.set);
            lower.model = upper.model;
            assertSound(lower, committed);
            assertSound(earlier, committed);
            assertTrue(FrameWriter.boundOf(lower.set) <= before + growth, "the frame grew by more than was said");
            assertEquals(inFile, lower.set.hasBytesInFile());
        }
    }

    private ByteSource source(Pair layer, byte[] committed) {
        ByteSource below = array(committed);
        return (start, dst, at, count) -> layer.set.read(start, dst, at, count, below, file);
    }

    private static ByteSource array(byte[] bytes) {
        return (start, dst, at, count) -> System.arraycopy(bytes, (int) start, dst, at, count);
    }

    private void change(Pair pair) {
        int length = pair.model.length;
        int start = random.nextInt(5) == 0 ? length : random.nextInt(length + 1);
        int count = random.nextInt(6) == 0 ? random.nextInt(400) : random.nextInt(40);
        count = Math.min(count, SPARE / 2 - start);
        if (count < 0) {
            truncate(pair);
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> truncate(pair);
            case 1, 2 -> {
                pair.set.zero(start, count);
                pair.put(start, new byte[count]);
            }
            case 3 -> {
                pair.set.inPlace(start, count);
                pair.put(start, Arrays.copyOfRange(medium, start, start + count));
            }
            case 4 -> {
                int source = SPARE + random.nextInt(MEDIUM - SPARE - count + 1);
                pair.set.elsewhere(start, count, source);
                pair.put(start, Arrays.copyOfRange(medium, source, source + count));
            }
            default -> {
                byte[] bytes = new byte[count + 7];
                random.nextBytes(bytes);
                pair.set.write(start, bytes, 3, count);
                pair.put(start, Arrays.copyOfRange(bytes, 3, 3 + count));
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    private void truncate(Pair pair) {
        int length = pair.model.length - random.nextInt(Math.min(pair.model.length, 200) + 1);
        pair.set.truncate(length);
        pair.model = Arrays.copyOf(pair.model, length);
    }

    private void assertSound(Pair pair, byte[] below) throws IOException {
        assertEquals(pair.model.length, pair.set.length());
        long end = -1;
        long bytes = 0;
        long size = 64;
        long covered = below.length;
        for (Extent e : pair.set.extents()) {
            assertTrue(e.length() > 0 && e.start() >= end, "overlap or disorder");
            assertTrue(e.start() <= covered, "a hole behind the old length");
            end = e.end();
            covered = Math.max(covered, end);
            boolean inMemory = e.kind() == RangeKind.DATA;
            bytes += inMemory ? e.length() : 0;
            size += 32 + (inMemory ? (e.length() + 7) / 8 * 8 : 0);
        }
        assertTrue(end <= pair.set.length());
        assertTrue(covered >= pair.set.length(), "what is new must be covered");
        assertEquals(bytes, pair.set.heapBytes());
        assertEquals((size + 511) / 512 * 512, FrameWriter.sizeOf(pair.set));
        assertTrue(FrameWriter.sizeOf(pair.set) <= FrameWriter.boundOf(pair.set));
        assertReads(pair, array(below), below.length);
    }

    private void assertReads(Pair pair, ByteSource below, int belowLength) throws IOException {
        byte[] all = new byte[pair.model.length];
        ByteSource guarded = (start, dst, at, count) -> {
            assertTrue(count > 0 && start + count <= belowLength, "read below what is there");
            below.read(start, dst, at, count);
        };
        pair.set.read(0, all, 0, all.length, guarded, file);
        assertArrayEquals(pair.model, all);
        int start = random.nextInt(all.length + 1);
        int end = start + random.nextInt(all.length - start + 1);
        byte[] part = new byte[end - start + 2];
        pair.set.read(start, part, 1, end - start, guarded, file);
        assertArrayEquals(Arrays.copyOfRange(pair.model, start, end), Arrays.copyOfRange(part, 1, 1 + end - start));
    }

    @Test
    void nothing_is_changed_by_nothing() {
        WriteSet set = new WriteSet(10);
        assertTrue(set.isEmpty());
        set.write(3, new byte[5], 2, 0);
        set.zero(3, 0);
        set.inPlace(10, 0);
        assertTrue(set.isEmpty());
        assertEquals(0, set.changes());
        assertEquals(10, set.length());
    }

    @Test
    void every_change_is_counted() {
        WriteSet set = new WriteSet(10);
        int changes = set.changes();
        set.write(3, new byte[2], 0, 2);
        assertNotEquals(changes, changes = set.changes());
        set.write(3, new byte[2], 0, 2);
        assertNotEquals(changes, changes = set.changes());
        set.zero(0, 10);
        assertNotEquals(changes, changes = set.changes());
        set.truncate(5);
        assertNotEquals(changes, set.changes());
        assertFalse(set.isEmpty());
    }

    @Test
    void many_small_appends_become_one_range() {
        WriteSet set = new WriteSet(10);
        for (int i = 0; i < 5000; i++) {
            set.write(10 + 3L * i, new byte[] {1, 2, 3}, 0, 3);
        }
        assertEquals(1, set.size());
        assertEquals(15_000, set.heapBytes());
    }

    @Test
    void thousands_of_extents_read_as_a_byte_array_does() throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            for (int round = 0; round < 4; round++) {
                random = new SplittableRandom(seed + round);
                random.nextBytes(medium);
                manyExtents(5000 << round);
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    private void manyExtents(int length) throws IOException {
        byte[] committed = new byte[length];
        random.nextBytes(committed);
        Pair lower = new Pair(committed);
        for (int layer = 0; layer < 3; layer++) {
            Pair upper = new Pair(lower.model);
            for (int i = 0; i < length / 4; i++) {
                int start = random.nextInt(upper.model.length);
                int count = Math.min(upper.model.length - start, random.nextInt(500) == 0 ? 1000 : random.nextInt(6));
                if (random.nextInt(3) == 0) {
                    upper.set.zero(start, count);
                    upper.put(start, new byte[count]);
                } else {
                    byte[] bytes = new byte[count];
                    random.nextBytes(bytes);
                    upper.set.write(start, bytes, 0, count);
                    upper.put(start, bytes);
                }
            }
            upper.set.truncate(length - layer * length / 8);
            upper.model = Arrays.copyOf(upper.model, length - layer * length / 8);
            assertSound(upper, lower.model);
            lower.set.absorb(upper.set);
            lower.model = upper.model;
            assertSound(lower, committed);
        }
    }

    @Test
    void sources_elsewhere_move_together() throws IOException {
        random = new SplittableRandom(1);
        random.nextBytes(medium);
        WriteSet set = new WriteSet(100);
        set.elsewhere(10, 50, SPARE);
        set.write(20, new byte[] {1}, 0, 1);
        set.inPlace(100, 5);
        set.sourcesMoved(100);
        byte[] found = new byte[50];
        set.read(10, found, 0, 50, file, file);
        byte[] expected = Arrays.copyOfRange(medium, SPARE + 100, SPARE + 150);
        expected[10] = 1;
        assertArrayEquals(expected, found);
    }
}
