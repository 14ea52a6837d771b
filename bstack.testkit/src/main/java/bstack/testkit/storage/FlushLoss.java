package bstack.testkit.storage;

import java.io.IOException;

/** What becomes of unflushed bytes when a flush fails. It notes writes and flushes, and then loses something. */
interface FlushLoss {
    /** {@code [from, to)} has been changed, by a write or by a new size, and not been flushed. */
    void changed(long from, long to) throws IOException;

    /** {@code [from, to)} has been flushed; {@link Long#MAX_VALUE} means everything, the size included. */
    void flushed(long from, long to) throws IOException;

    /** The flush of {@code [from, to)} fails. */
    void lose(long from, long to) throws IOException;

    /** {@return the loss on a simulated disk, which knows itself what is unflushed} */
    static FlushLoss on(CrashingStorage disk) {
        return new FlushLoss() {
            @Override
            public void changed(long from, long to) {}

            @Override
            public void flushed(long from, long to) {}

            @Override
            public void lose(long from, long to) {
                disk.loseFlush(from, to);
            }
        };
    }
}
