package bstack.core.internal.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where frames go: held against a list of those that are needed. */
final class FrameRingTest {
    private static final long START = 4096;
    private static final long SIZE = 8192;

    private final FrameRing ring = new FrameRing(START, SIZE);

    private long add(long size) {
        long position = ring.find(size);
        if (position >= 0) {
            ring.add(position, size);
        }
        return position;
    }

    @Test
    void frames_lie_one_behind_the_other_and_then_at_the_start_where_there_is_room_again() {
        assertEquals(START, add(4096));
        FrameRing.Mark first = ring.mark();
        assertEquals(START + 4096, add(3072));
        assertEquals(-1, add(2048), "neither behind them nor before them");
        ring.release(first);
        assertEquals(3072, ring.used());
        assertEquals(START, add(2048));
        assertEquals(6144, ring.used(), "1024 at the end are lost until then");
        assertEquals(-1, add(2560));
        assertEquals(START + 2048, add(2048));
        assertEquals(-1, add(512));
        assertEquals(SIZE, ring.used());
    }

    @Test
    void a_frame_as_large_as_the_area_fits_when_it_is_empty() {
        assertEquals(-1, ring.find(SIZE + 512));
        assertEquals(START, add(SIZE));
        assertEquals(-1, ring.find(512));
        ring.release(ring.mark());
        assertEquals(0, ring.used());
        assertEquals(START, ring.find(SIZE - 512), "from the end it goes to the start");
    }

    /** A frame that is needed. */
    private record Needed(long from, long to) {}

    @Test
    void no_frame_is_written_over_one_that_is_needed() {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        ArrayDeque<Needed> needed = new ArrayDeque<>();
        FrameRing.Mark mark = null;
        int before = 0;
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            String where = "step %d, again with -Dbstack.seed=%d".formatted(i, seed);
            if (random.nextInt(20) == 0 && mark == null) {
                mark = ring.mark();
                before = needed.size();
            } else if (random.nextInt(8) == 0 && mark != null) {
                ring.release(mark);
                mark = null;
                for (int n = 0; n < before; n++) {
                    needed.removeFirst();
                }
            } else {
                long size = 512L * (1 + random.nextInt(5));
                long position = add(size);
                if (position < 0) {
                    refused++;
                    continue;
                }
                assertTrue(position >= START && position + size <= START + SIZE, where);
                Needed frame = new Needed(position, position + size);
                for (Needed other : needed) {
                    assertFalse(frame.from < other.to && other.from < frame.to, where);
                }
                needed.addLast(frame);
            }
            long bytes = needed.stream().mapToLong(n -> n.to - n.from).sum();
            assertTrue(ring.used() >= bytes && ring.used() <= bytes + 2048, where + ": " + ring.used());
        }
        assertTrue(refused > 1_000, "refused: " + refused + ", seed " + seed);
    }
}
