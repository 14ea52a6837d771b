package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.bench.medium.FlushTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The floor: overwrite 4 KiB in a file that has been written, then fdatasync. No store that syncs can do with less, and
 * whatever is compared is a multiple of it. The same for every operation that changes something.
 */
public final class Floor implements Contender {
    static final int BLOCK = 4096;
    private static final int BLOCKS = 1024;

    private final String name;
    private final Access access;
    private final FlushTime flushTime;

    /** By what calls it writes and flushes. */
    public enum Access {
        /** pwrite(2) and fdatasync(2) through {@code java.lang.foreign}. */
        NATIVE,
        /** {@code FileChannel.write} and {@code force(false)}, which are the same system calls. */
        FILE_CHANNEL
    }

    /**
     * Creates the floor.
     *
     * @param name its name in tables
     * @param access by what calls
     * @param flushMicros how long a flush lasts at the least; 0 for as long as the device takes
     */
    public Floor(String name, Access access, int flushMicros) {
        this.name = name;
        this.access = access;
        this.flushTime = new FlushTime(flushMicros);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws IOException {
        Path path = folder.resolve("floor");
        RawFile file = access == Access.NATIVE ? RawFile.nativeFile(path) : RawFile.channel(path);
        file.write(ByteBuffer.allocateDirect(BLOCKS * BLOCK), 0);
        file.sync();
        return Optional.of(op == Op.READ ? new Read(file) : new Overwrite(file));
    }

    /** pread(2) of 64 bytes at random, from the page cache. */
    private static final class Read implements Task {
        private static final int RECORDS = BLOCKS * BLOCK / Content.RECORD;

        private final RawFile file;
        private final Places places = new Places(RECORDS);
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(Content.RECORD);
        private long last;

        Read(RawFile file) throws IOException {
            this.file = file;
            ByteBuffer all = ByteBuffer.allocateDirect(BLOCKS * BLOCK);
            for (int i = 0; i < RECORDS; i++) {
                all.put(Content.of(i, Content.RECORD));
            }
            file.write(all.flip(), 0);
        }

        @Override
        public void run() throws IOException {
            last = places.next();
            file.read(buffer.clear(), last * Content.RECORD);
        }

        @Override
        public void verify() {
            byte[] found = new byte[Content.RECORD];
            buffer.get(0, found);
            Content.check("the record read", last, Content.RECORD, found);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private final class Overwrite implements Task {
        private final RawFile file;
        private final AtomicLong runs = new AtomicLong();
        private final ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BLOCK));

        Overwrite(RawFile file) {
            this.file = file;
        }

        @Override
        public void run() throws IOException {
            long start = System.nanoTime();
            long run = runs.getAndIncrement();
            ByteBuffer buffer = buffers.get().clear();
            buffer.putLong(0, run);
            file.write(buffer, run % BLOCKS * BLOCK);
            file.sync();
            flushTime.complete(start);
        }

        @Override
        public void verify() throws IOException {
            long last = runs.get() - 1;
            ByteBuffer found = ByteBuffer.allocateDirect(BLOCK);
            file.read(found, last % BLOCKS * BLOCK);
            // A thread that was delayed may have written after one that came a round of the blocks later.
            long number = found.getLong(0);
            if (number > last) {
                throw new IllegalStateException(
                        "the last block of %s: expected %d at the most, found %d".formatted(name, last, number));
            }
            Content.checkEqual("the last block of " + name, last % BLOCKS, number % BLOCKS);
            byte[] rest = new byte[BLOCK - Long.BYTES];
            found.get(Long.BYTES, rest);
            Content.checkEqual(
                    "bytes that nobody wrote", 0, Arrays.hashCode(rest) - Arrays.hashCode(new byte[rest.length]));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
