package bstack.bench.medium;

import bstack.core.Storage;
import bstack.testkit.storage.FilterStorage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A storage whose flushes last at least as long as told. */
public final class SlowFlushStorage extends FilterStorage {
    private final FlushTime time;

    /**
     * Creates the storage.
     *
     * @param medium where the calls are passed on to
     * @param time how long a flush lasts at the least
     */
    public SlowFlushStorage(Storage medium, FlushTime time) {
        super(medium);
        this.time = time;
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        long start = System.nanoTime();
        super.writeDurably(position, src);
        time.complete(start);
    }

    @Override
    public void sync() throws IOException {
        long start = System.nanoTime();
        super.sync();
        time.complete(start);
    }
}
