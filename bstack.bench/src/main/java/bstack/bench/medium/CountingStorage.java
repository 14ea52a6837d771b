package bstack.bench.medium;

import bstack.core.Storage;
import bstack.testkit.storage.FilterStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** A storage that counts what it is asked to flush. */
public final class CountingStorage extends FilterStorage {
    private final LongAdder durableWrites = new LongAdder();
    private final LongAdder syncs = new LongAdder();

    /** @param medium where the calls are passed on to */
    public CountingStorage(Storage medium) {
        super(medium);
    }

    /** {@return how many durable writes there were so far; each is a flush} */
    public long durableWrites() {
        return durableWrites.sum();
    }

    /** {@return how many flushes of the whole there were so far} */
    public long syncs() {
        return syncs.sum();
    }

    @Override
    public void writeDurably(long position, ByteBuffer src) throws IOException {
        durableWrites.increment();
        super.writeDurably(position, src);
    }

    @Override
    public void sync() throws IOException {
        syncs.increment();
        super.sync();
    }

    @Override
    public Flush startSync(Consumer<IOException> whenFailed) throws IOException {
        syncs.increment();
        return super.startSync(whenFailed);
    }
}
