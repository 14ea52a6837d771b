package bstack.collections.internal.upkeep;

import bstack.collections.Progress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts what a compaction does, and tells it to whoever wants to know. Used by one thread. */
final class Moves {
    private final @Nullable Progress progress;
    private long slices;
    private long bytes;
    /** How many bytes this round has dealt with, and about how many there are. */
    private long done;

    private long total;

    /** Creates counts of nothing. */
    Moves(@Nullable Progress progress) {
        this.progress = progress;
    }

    /** A round begins, over about so many bytes. */
    void round(long live) {
        done = 0;
        total = live;
    }

    /** A slice has been dealt with: it stays for this round. */
    void dealtWith(long footprint) {
        done += footprint;
    }

    /** A slice has moved. */
    void moved(long footprint) {
        slices++;
        bytes += footprint;
    }

    /** {@return how many slices have moved} */
    long slices() {
        return slices;
    }

    /** {@return how many bytes have moved} */
    long bytes() {
        return bytes;
    }

    /** Tells how far it has come. {@return whether to go on} */
    boolean goOn() throws IOException {
        return progress == null || progress.update(Math.min(done, total), total);
    }
}
