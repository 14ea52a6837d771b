package bstack.testkit.internal.crash;

import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.DiskWatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * A moment at which the machine or the process may die, or a flush may fail: the disk as it was then.
 *
 * @param disk a snapshot
 * @param kind what was about to happen
 * @param from a flush's first position
 * @param to the position behind a flush's last; {@link Long#MAX_VALUE} for a flush of everything
 */
public record CrashPoint(CrashingStorage disk, Kind kind, long from, long to) {
    enum Kind {
        /** A write has reached the cache. */
        WRITE,
        /** A flush is about to begin. */
        FLUSH,
        /** Nothing is going on; the last operation has been acknowledged. */
        IDLE
    }

    public static CrashPoint idle(CrashingStorage disk) {
        return new CrashPoint(disk.snapshot(), Kind.IDLE, 0, 0);
    }

    /** A recorder of the points that a stretch of work passes; of nested work it keeps a sample. */
    public static final class Recorder implements DiskWatcher {
        private final List<CrashPoint> points = new ArrayList<>();
        private final Trail trail;
        private final int flushPercent;
        private final int writePercent;
        private int events;

        public Recorder(Trail trail, int flushPercent, int writePercent) {
            this.trail = trail;
            this.flushPercent = flushPercent;
            this.writePercent = writePercent;
        }

        @Override
        public void wrote(CrashingStorage disk) {
            if (trail.percent(events++) < writePercent) {
                points.add(new CrashPoint(disk.snapshot(), Kind.WRITE, 0, 0));
            }
        }

        @Override
        public void flushing(CrashingStorage disk, long from, long to) {
            if (trail.percent(events++) < flushPercent) {
                points.add(new CrashPoint(disk.snapshot(), Kind.FLUSH, from, to));
            }
        }

        /** {@return the points since the last call, which are forgotten here} */
        public List<CrashPoint> take() {
            List<CrashPoint> taken = List.copyOf(points);
            points.clear();
            return taken;
        }
    }
}
