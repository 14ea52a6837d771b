package bstack.core.internal.journal;

/** What a journal has done. Written by its thread; others may see a moment ago. */
public final class JournalCounts {
    long flushes;
    long frames;
    long frameBytes;
    long checkpoints;
    long moves;

    /** {@return how often the medium was asked to make something durable} */
    public long flushes() {
        return flushes;
    }

    /** {@return how many frames were appended} */
    public long frames() {
        return frames;
    }

    /** {@return the bytes of these frames} */
    public long frameBytes() {
        return frameBytes;
    }

    /** {@return how often frames were given up} */
    public long checkpoints() {
        return checkpoints;
    }

    /** {@return how often the journal has moved} */
    public long moves() {
        return moves;
    }
}
