package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.Content;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** This library's stack. */
public final class Stack implements Contender {
    /** Records that a set or a read chooses from. */
    private static final int RECORDS = 10_000;

    private final String name;
    private final StackOpener opener;

    /**
     * Creates the contender.
     *
     * @param name its name in tables
     * @param opener how its stacks are opened
     */
    public Stack(String name, StackOpener opener) {
        this.name = name;
        this.opener = opener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Task> prepare(Op op, Path folder) throws IOException {
        return switch (op) {
            case PUSH -> Optional.of(new Push(open(folder)));
            case POP -> Optional.of(new Pop(open(folder)));
            case SET -> Optional.of(new Set(open(folder)));
            case TRANSACTION -> Optional.of(new Ten(open(folder)));
            case READ -> Optional.of(new Read(open(folder)));
            default -> Optional.empty();
        };
    }

    private BStack open(Path folder) throws IOException {
        return opener.open(folder.resolve("stack.bstack"));
    }

    /**
     * Pushes records, in one transaction.
     *
     * @param stack where to
     * @param first the number of the first
     * @param count how many
     * @throws IOException if the stack fails
     */
    static void fill(BStack stack, long first, int count) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(count * Content.RECORD);
        for (int i = 0; i < count; i++) {
            all.put(Content.of(first + i, Content.RECORD));
        }
        stack.push(all.flip());
    }

    private static void check(BStack stack, long at, long number) throws IOException {
        byte[] found = stack.get(at * Content.RECORD, (at + 1) * Content.RECORD);
        Content.check(stack.name(), number, Content.RECORD, found);
    }

    private abstract static class OnStack implements Task {
        final BStack stack;

        OnStack(BStack stack) {
            this.stack = stack;
        }

        @Override
        public void close() throws IOException {
            stack.close();
        }
    }

    private static final class Push extends OnStack {
        private final byte[] record = Content.of(0, Content.RECORD);
        private final AtomicLong runs = new AtomicLong();

        Push(BStack stack) {
            super(stack);
        }

        @Override
        public void run() throws IOException {
            stack.push(record);
            runs.incrementAndGet();
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("the length", runs.get() * Content.RECORD, stack.length());
            check(stack, runs.get() - 1, 0);
        }
    }

    private static final class Pop extends OnStack {
        private long left;
        private byte[] popped;

        Pop(BStack stack) throws IOException {
            super(stack);
            before(RECORDS);
        }

        @Override
        public void before(int times) throws IOException {
            fill(stack, left, times);
            left += times;
        }

        @Override
        public void run() throws IOException {
            popped = stack.pop(Content.RECORD);
            left--;
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("the length", left * Content.RECORD, stack.length());
            Content.check("the popped record", left, Content.RECORD, popped);
            check(stack, left - 1, left - 1);
        }
    }

    private static final class Set extends OnStack {
        private final Places places = new Places(RECORDS);
        private final byte[] record = Content.of(-1, Content.RECORD);
        private long last;

        Set(BStack stack) throws IOException {
            super(stack);
            fill(stack, 0, RECORDS);
        }

        @Override
        public void run() throws IOException {
            last = places.next();
            stack.set(last * Content.RECORD, record);
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("the length", (long) RECORDS * Content.RECORD, stack.length());
            check(stack, last, -1);
        }
    }

    /** Five pushes, three sets and two pops in one commit. */
    private static final class Ten extends OnStack {
        private static final int PUSHES = 5;
        private static final int SETS = 3;
        private static final int POPS = 2;

        private final Places places = new Places(RECORDS);
        private long records = RECORDS;

        Ten(BStack stack) throws IOException {
            super(stack);
            fill(stack, 0, RECORDS);
        }

        @Override
        public void run() throws IOException {
            stack.transact(() -> {
                for (int i = 0; i < PUSHES; i++) {
                    stack.push(Content.of(records + i, Content.RECORD));
                }
                for (int i = 0; i < SETS; i++) {
                    long at = places.next();
                    stack.set(at * Content.RECORD, Content.of(at, Content.RECORD));
                }
                for (int i = 0; i < POPS; i++) {
                    stack.pop(Content.RECORD);
                }
            });
            records += PUSHES - POPS;
        }

        @Override
        public void verify() throws IOException {
            Content.checkEqual("the length", records * Content.RECORD, stack.length());
            check(stack, records - 1, records - 1);
            check(stack, RECORDS / 2, RECORDS / 2);
        }
    }

    private static final class Read extends OnStack {
        private final Places places = new Places(Content.READABLE);
        private long last;
        private byte[] found;

        Read(BStack stack) throws IOException {
            super(stack);
            fill(stack, 0, Content.READABLE);
        }

        @Override
        public void run() throws IOException {
            last = places.next();
            found = stack.get(last * Content.RECORD, (last + 1) * Content.RECORD);
        }

        @Override
        public void verify() {
            Content.check("the record read", last, Content.RECORD, found);
        }
    }
}
