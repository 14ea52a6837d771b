package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The protocol of the original, re-enacted: a push appends to a file that grows, rewrites the length in its header, and
 * flushes; a pop truncates, rewrites the length, and flushes.
 *
 * <p>It has no transactions: ten operations are ten flushes.
 */
public final class Original implements Contender {
    private static final int HEADER = 16;
    private static final int LENGTH_AT = 8;
    /** How many records a set chooses from. */
    private static final int RECORDS = 10_000;

    private static final int TEN = 10;

    @Override
    public String name() {
        return "original's protocol";
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws IOException {
        return switch (op) {
            case PUSH -> Optional.of(new Push(new Stack(folder), 1));
            case TRANSACTION -> Optional.of(new Push(new Stack(folder), TEN));
            case POP -> Optional.of(new Pop(new Stack(folder)));
            case SET -> Optional.of(new Set(new Stack(folder)));
            default -> Optional.empty();
        };
    }

    /** The file, and its length in memory. */
    private static final class Stack {
        private final RawFile file;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(Content.RECORD);
        private final ByteBuffer header = ByteBuffer.allocateDirect(Long.BYTES);
        private long length;

        Stack(Path folder) throws IOException {
            file = RawFile.nativeFile(folder.resolve("original"));
            file.write(ByteBuffer.allocateDirect(HEADER), 0);
            file.sync();
        }

        void push(long number) throws IOException {
            file.write(record(number), HEADER + length);
            writeLength(length + Content.RECORD);
            file.sync();
        }

        void pop() throws IOException {
            file.read(buffer.clear(), HEADER + length - Content.RECORD);
            file.resize(HEADER + length - Content.RECORD);
            writeLength(length - Content.RECORD);
            file.sync();
        }

        void set(long at, long number) throws IOException {
            file.write(record(number), HEADER + at * Content.RECORD);
            file.sync();
        }

        /** Pushes many with one flush, which the original cannot: to have something to pop. */
        void fill(int count) throws IOException {
            ByteBuffer all = ByteBuffer.allocateDirect(count * Content.RECORD);
            for (int i = 0; i < count; i++) {
                all.put(Content.of(length / Content.RECORD + i, Content.RECORD));
            }
            file.write(all.clear(), HEADER + length);
            writeLength(length + all.limit());
            file.sync();
        }

        void check(long at, long number) throws IOException {
            byte[] found = new byte[Content.RECORD];
            file.read(buffer.clear(), HEADER + at * Content.RECORD);
            buffer.get(0, found);
            Content.check("the original's file", number, Content.RECORD, found);
        }

        void checkLength() throws IOException {
            ByteBuffer found = ByteBuffer.allocateDirect(Long.BYTES);
            file.read(found, LENGTH_AT);
            Content.checkEqual("the length in the header", length, found.getLong(0));
        }

        private ByteBuffer record(long number) {
            return buffer.clear().put(0, Content.of(number, Content.RECORD));
        }

        private void writeLength(long newLength) throws IOException {
            header.putLong(0, newLength);
            file.write(header, LENGTH_AT);
            length = newLength;
        }
    }

    private static final class Push implements Task {
        private final Stack stack;
        private final int times;
        private long next;

        Push(Stack stack, int times) {
            this.stack = stack;
            this.times = times;
        }

        @Override
        public synchronized void run() throws IOException {
            for (int i = 0; i < times; i++) {
                stack.push(next++);
            }
        }

        @Override
        public void verify() throws IOException {
            stack.checkLength();
            Content.checkEqual("the length", next * Content.RECORD, stack.length);
            stack.check(next - 1, next - 1);
        }

        @Override
        public void close() throws IOException {
            stack.file.close();
        }
    }

    private static final class Pop implements Task {
        private final Stack stack;
        private long left;

        Pop(Stack stack) throws IOException {
            this.stack = stack;
            before(RECORDS);
        }

        @Override
        public void before(int times) throws IOException {
            stack.fill(times);
            left += times;
        }

        @Override
        public void run() throws IOException {
            stack.pop();
            left--;
        }

        @Override
        public void verify() throws IOException {
            stack.checkLength();
            Content.checkEqual("the length", left * Content.RECORD, stack.length);
            stack.check(left - 1, left - 1);
        }

        @Override
        public void close() throws IOException {
            stack.file.close();
        }
    }

    private static final class Set implements Task {
        private final Stack stack;
        private final Places places = new Places(RECORDS);
        private long runs;
        private long last;

        Set(Stack stack) throws IOException {
            this.stack = stack;
            stack.fill(RECORDS);
        }

        @Override
        public void run() throws IOException {
            last = places.next();
            stack.set(last, runs++);
        }

        @Override
        public void verify() throws IOException {
            stack.checkLength();
            stack.check(last, runs - 1);
        }

        @Override
        public void close() throws IOException {
            stack.file.close();
        }
    }
}
