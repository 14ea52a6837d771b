package bstack.bench.jmh;

import bstack.bench.Content;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads of 64 bytes at random places of a stack whose payload is in the page cache. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RandomReads {

    /** The folder of the stack; given by the runner. */
    @Param("")
    public String folder;

    private BStack stack;

    /** What each thread has by itself. */
    @State(Scope.Thread)
    public static class Reader {
        private final SplittableRandom random =
                new SplittableRandom(Thread.currentThread().threadId());
        private final ByteBuffer buffer = ByteBuffer.allocate(Content.RECORD);

        private long last;

        private long place() {
            last = random.nextInt(Content.READABLE);
            return last;
        }

        /**
         * Looks whether the last read has found what it should.
         *
         * @param found the bytes
         */
        public void verify(byte[] found) {
            Content.check("the record read", last, Content.RECORD, found);
        }

        /**
         * Looks whether the last read of eight bytes has found what it should.
         *
         * @param found the bytes, little-endian
         */
        public void verifyLong(long found) {
            long expected = ByteBuffer.wrap(Content.of(last, Content.RECORD))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            Content.checkEqual("the first bytes of record " + last, expected, found);
        }
    }

    /**
     * Fills the stack.
     *
     * @throws IOException if it fails
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        stack = BStack.open(Path.of(folder, "reads.bstack"));
        ByteBuffer all = ByteBuffer.allocate(Content.READABLE * Content.RECORD);
        for (int i = 0; i < Content.READABLE; i++) {
            all.put(Content.of(i, Content.RECORD));
        }
        stack.push(all.flip());
        EveryOperation.use(stack);
    }

    /**
     * Empties and closes it.
     *
     * @throws IOException if it fails
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        stack.discard(stack.length());
        stack.close();
    }

    /**
     * {@return the bytes, in a new array}
     *
     * @param reader the thread's own
     * @throws IOException if the stack fails
     */
    @Benchmark
    public byte[] get(Reader reader) throws IOException {
        long start = reader.place() * Content.RECORD;
        return stack.get(start, start + Content.RECORD);
    }

    /**
     * {@return the bytes, in the thread's buffer}
     *
     * @param reader the thread's own
     * @throws IOException if the stack fails
     */
    @Benchmark
    public ByteBuffer getInto(Reader reader) throws IOException {
        stack.getInto(reader.place() * Content.RECORD, reader.buffer.clear());
        return reader.buffer;
    }

    /**
     * {@return the first eight bytes of a record}
     *
     * @param reader the thread's own
     * @throws IOException if the stack fails
     */
    @Benchmark
    public long getLong(Reader reader) throws IOException {
        return stack.getLong(reader.place() * Content.RECORD);
    }
}
