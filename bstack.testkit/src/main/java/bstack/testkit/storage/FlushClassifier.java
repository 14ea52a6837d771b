package bstack.testkit.storage;

/**
 * The recogniser of flushes: says what a flush of the stack is for, from its position, the bytes it covers, what else
 * is unflushed, and what the stack has been asked to do.
 *
 * <p>A wrong guess only makes a mutant remove another flush than its name says; no check of sound code depends on it.
 */
public final class FlushClassifier {
    /** What the stack is doing. */
    enum Phase {
        OPENING,
        RUNNING,
        /** A push or an overwrite that is too large for a frame is in flight. */
        LARGE,
        /** A close or a checkpoint. */
        CLOSING
    }

    private static final int VERSION_BYTE = 5;
    private static final byte ATTACHED = (byte) 0x81;
    private static final int LENGTH = 8;
    private static final int HEADER_BYTES = 16;
    /** The last byte of the length while the applied mark is in its place. */
    private static final byte APPLIED_MARK = (byte) 0xB5;

    private static final int BASE_AREA = 8192;

    private Phase phase = Phase.RUNNING;
    private int largeSectors;
    /** Flushes seen since the opening began. */
    private int seen;

    private boolean recovering;
    private long opened;
    private long promised;

    FlushClassifier() {}

    /** A stack is about to be opened on the disk. */
    public void opening(CrashingStorage disk) {
        phase = Phase.OPENING;
        seen = 0;
        recovering = disk.contents.cached(VERSION_BYTE) == ATTACHED;
        opened = disk.contents.size;
        promised = opened < HEADER_BYTES ? -1 : HEADER_BYTES + headerLength(disk);
    }

    /** The stack is open, and what is done next is of no special kind. */
    public void running() {
        phase = Phase.RUNNING;
    }

    /** An operation that moves this many bytes is about to begin. */
    public void moving(int bytes) {
        largeSectors = bytes / Sectors.SIZE - 1;
        phase = Phase.LARGE;
    }

    /** A close or a checkpoint is about to begin. */
    public void closing() {
        phase = Phase.CLOSING;
    }

    FlushKind classify(CrashingStorage disk, long from, long to) {
        if (from == VERSION_BYTE && to == VERSION_BYTE + 1) {
            return disk.contents.cached(VERSION_BYTE) == ATTACHED
                    ? FlushKind.ATTACH_BYTE
                    : phase == Phase.OPENING ? FlushKind.RECOVERY_BYTE : FlushKind.DETACH_BYTE;
        }
        if (phase == Phase.OPENING) {
            return opening(disk, from, to);
        }
        return to == Long.MAX_VALUE ? everything(disk) : durableWrite(disk, from);
    }

    private FlushKind opening(CrashingStorage disk, long from, long to) {
        int ordinal = seen++;
        if (recovering) {
            return disk.contents.cached(VERSION_BYTE) != ATTACHED
                    ? FlushKind.RECOVERY_TRUNCATION
                    : ordinal == 0 ? FlushKind.RECOVERY_JOURNAL : FlushKind.RECOVERY_PAYLOAD;
        }
        if (promised < 0) {
            return FlushKind.CREATION;
        }
        if (opened == promised) {
            return FlushKind.OPEN_AT_REST;
        }
        if (opened > promised) {
            return disk.contents.unflushedSizes.length == 0 ? FlushKind.OPEN_HEADER : FlushKind.OPEN_TRUNCATION;
        }
        if (ordinal == 0) {
            return FlushKind.MEND_SIZE;
        }
        return to - from == 1 ? FlushKind.MEND_TOP : FlushKind.MEND_LOW;
    }

    private FlushKind durableWrite(CrashingStorage disk, long from) {
        if (disk.contents.cached(VERSION_BYTE) != ATTACHED) {
            return FlushKind.OTHER;
        }
        return from >= disk.contents.size - BASE_AREA ? FlushKind.CHECKPOINT_BASE : FlushKind.FRAME;
    }

    private FlushKind everything(CrashingStorage disk) {
        if (disk.contents.cached(VERSION_BYTE) != ATTACHED) {
            int changes = disk.contents.unflushedSizes.length;
            if (changes == 0) {
                return FlushKind.ATTACH_HEADER;
            }
            return disk.contents.unflushedSizes[changes - 1] < disk.contents.durableSize
                    ? FlushKind.DETACH_TRUNCATION
                    : FlushKind.ATTACH_SPACE;
        }
        if (phase == Phase.CLOSING || lengthChanges(disk)) {
            return FlushKind.DETACH_PAYLOAD;
        }
        if (phase == Phase.LARGE && unflushedSectors(disk) >= largeSectors) {
            return FlushKind.LARGE_DATA;
        }
        return FlushKind.CHECKPOINT_PAYLOAD;
    }

    private static boolean lengthChanges(CrashingStorage disk) {
        if (disk.contents.cached(HEADER_BYTES - 1) == APPLIED_MARK) {
            return false;
        }
        for (int at = LENGTH; at < HEADER_BYTES; at++) {
            if (disk.contents.cache[0][at] != disk.contents.durable[0][at]) {
                return true;
            }
        }
        return false;
    }

    private static int unflushedSectors(CrashingStorage disk) {
        int n = 0;
        for (byte[][] versions : disk.contents.unflushed) {
            n += versions == null ? 0 : 1;
        }
        return n;
    }

    private static long headerLength(CrashingStorage disk) {
        long length = 0;
        for (int at = HEADER_BYTES - 1; at >= LENGTH; at--) {
            length = length << 8 | disk.contents.cached(at) & 0xff;
        }
        return length;
    }
}
