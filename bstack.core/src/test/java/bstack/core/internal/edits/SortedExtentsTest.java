package bstack.core.internal.edits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import bstack.core.internal.format.RangeKind;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Extents beside a {@link TreeMap} of the same, from none to some thousand; {@code -Dbstack.seed=N} repeats a run. */
final class SortedExtentsTest {
    private SortedExtents extents = new SortedExtents();
    private TreeMap<Long, Extent> model = new TreeMap<>();

    @Test
    void random_changes_leave_what_a_tree_map_has() {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        try {
            for (int round = 0; round < 60; round++) {
                SplittableRandom random = new SplittableRandom(seed + round);
                extents = new SortedExtents();
                model = new TreeMap<>();
                int most = 1 << random.nextInt(13);
                for (int phase = 0; phase < 4; phase++) {
                    change(random, phase % 2 == 0 ? most : most / 8);
                }
                empty(random);
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("repeat this run with -Dbstack.seed=" + seed, failure);
        }
    }

    /** Adds or takes away at random places, in rising or in falling order, until there are so many. */
    private void change(SplittableRandom random, int target) {
        int order = random.nextInt(3);
        for (long i = 0; model.size() != target; i++) {
            boolean more = model.size() < target;
            long range = 20L * target + 1;
            long offset = order == 0 ? random.nextLong(range) : Math.floorMod(order == 1 ? 10 * i : -10 * i, range);
            if (random.nextInt(8) == 0 ? !more : more) {
                add(offset);
            } else {
                remove(offset);
            }
            if (i % 32 == 0) {
                assertEqualAround(random.nextLong(range));
            }
        }
        assertWalk();
    }

    private void add(long offset) {
        if (!model.containsKey(offset)) {
            Extent e = new Extent(RangeKind.FILL, offset, 1);
            extents.seek(offset);
            extents.insert(e);
            model.put(offset, e);
            assertSame(e, extents.next());
            assertSame(value(model.lowerEntry(offset)), extents.before());
        }
    }

    private void remove(long offset) {
        Map.Entry<Long, Extent> found = model.ceilingEntry(offset);
        if (found != null) {
            extents.seek(offset);
            extents.removeNext();
            model.remove(found.getKey());
            // The cursor is still between the same two.
            assertSame(value(model.lowerEntry(offset)), extents.before());
            assertSame(value(model.ceilingEntry(offset)), extents.next());
        }
    }

    private void assertEqualAround(long offset) {
        assertSame(value(model.floorEntry(offset)), extents.floor(offset));
        assertSame(value(model.higherEntry(offset)), extents.higher(offset));
        extents.seek(offset);
        assertSame(value(model.lowerEntry(offset)), extents.before());
        assertSame(value(model.ceilingEntry(offset)), extents.next());
        assertEquals(model.size(), extents.size());
    }

    private static Extent value(Map.Entry<Long, Extent> entry) {
        return entry == null ? null : entry.getValue();
    }

    private void assertWalk() {
        Iterator<Extent> expected = model.values().iterator();
        for (Extent e : extents) {
            assertSame(expected.next(), e);
        }
        assertFalse(expected.hasNext());
        assertEquals(model.size(), extents.size());
    }

    /** Takes away all from some place on with one look, then the rest. */
    private void empty(SplittableRandom random) {
        long from = model.isEmpty() ? 0 : random.nextLong(model.lastKey() + 1);
        for (long start : new long[] {from, 0}) {
            extents.seek(start);
            while (extents.next() != null) {
                assertSame(model.remove(extents.next().start), extents.next());
                extents.removeNext();
            }
            assertWalk();
        }
        assertNull(extents.floor(Long.MAX_VALUE));
        add(7);
        assertWalk();
    }

    @Test
    void an_extent_may_change_where_it_is() {
        for (int i = 0; i < 1000; i++) {
            extents.seek(100L * i);
            extents.insert(new Extent(RangeKind.FILL, 100L * i, 90));
        }
        for (Extent e : extents) {
            e.cutStart(e.start + 50);
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals(100L * i + 50, extents.floor(100L * i + 99).start);
            assertEquals(100L * i + 50, extents.higher(100L * i + 49).start);
        }
    }

    @Test
    void a_walk_ends() {
        extents.seek(3);
        extents.insert(new Extent(RangeKind.FILL, 3, 1));
        Iterator<Extent> walk = extents.iterator();
        walk.next();
        assertThrows(NoSuchElementException.class, walk::next);
    }
}
