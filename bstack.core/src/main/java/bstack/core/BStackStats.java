package bstack.core;

/**
 * What a stack has done since it was opened, and how large it is now; see {@link BStack#stats()}. Immutable.
 *
 * @param commits operations and transactions that have changed something and are durable
 * @param flushes how often the medium was asked to make something durable, checkpoints and moves included
 * @param frames frames appended to the journal: a group of commits is one frame
 * @param journalBytes bytes of these frames
 * @param checkpoints how often frames were given up because the payload had been flushed
 * @param moves how often the journal was moved, because the payload, a frame or the journal itself grew
 * @param retries reads that were overtaken by a commit and copied again, and views that ran again
 * @param payloadLength the payload's committed length in bytes; −1 if the stack has failed
 * @param fileLength the file's length in bytes, journal included; −1 if the stack has failed
 */
public record BStackStats(
        long commits,
        long flushes,
        long frames,
        long journalBytes,
        long checkpoints,
        long moves,
        long retries,
        long payloadLength,
        long fileLength) {
    /** {@return how many commits shared a frame, and so a flush, on average; 0 before the first} */
    public double commitsPerFrame() {
        return frames == 0 ? 0 : (double) commits / frames;
    }

    /** {@return commits for each flush of any kind; 0 before the first} */
    public double commitsPerFlush() {
        return flushes == 0 ? 0 : (double) commits / flushes;
    }
}
