package bstack.testkit.internal.readers;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.core.BStackOptions;
import bstack.testkit.internal.process.Standstill;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A part of a {@link ReaderCampaign}: from one opening of the stack to its close, and a look at what was left. */
final class ReaderSession {
    private static final int READERS = 3;
    private static final int WRITERS = 3;
    /** In one session out of so many a flush fails. */
    private static final int FAILING = 4;
    /** How much of a stack trace is told. */
    private static final int DEPTH = 5;

    private final ReaderCampaign.Opener opener;
    private final CommitNumbers numbers;
    private final SplittableRandom random;
    private final ReadCounts readers = new ReadCounts(READERS);
    private final AtomicLong reads = new AtomicLong();
    private final WatchedStorage storage;
    private final BStack stack;
    private volatile boolean closing;

    ReaderSession(ReaderCampaign.Opener opener, CommitNumbers numbers, SplittableRandom random) throws IOException {
        this.opener = opener;
        this.numbers = numbers;
        this.random = random;
        storage = new WatchedStorage(opener.open(), numbers, readers, random.nextLong());
        // Small frame areas and no space to spare, so that there are checkpoints and moves all the time.
        long journal = BStackOptions.MIN_JOURNAL_SIZE << 2 * random.nextInt(3);
        stack = BStack.open(
                storage, BStackOptions.defaults().journalSize(journal).preallocation(0));
    }

    WatchedStorage storage() {
        return storage;
    }

    long reads() {
        return reads.get();
    }

    /** Lets writers take so many steps beside readers, closes the stack beneath the readers, and opens it once more. */
    void run(int steps) throws IOException {
        if (stack.isEmpty()) {
            LedgerWriter.create(stack);
        }
        numbers.restart(Ledger.checkWhole(ByteBuffer.wrap(stack.peek(0))));
        if (random.nextInt(FAILING) == 0) {
            storage.fail(new WatchedStorage.Failure(1 + random.nextInt(steps), random.nextBoolean()));
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            int reader = i;
            LedgerReader body = new LedgerReader(stack, numbers, random.split());
            threads.add(start("reader", () -> readToTheEnd(reader, body)));
        }
        AtomicInteger left = new AtomicInteger(steps);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            LedgerWriter body = new LedgerWriter(stack, numbers, left, random.split());
            writers.add(start("writer", body::run));
        }
        writers.forEach(Standstill::join);
        closing = true;
        attempt("close", stack::close);
        threads.forEach(Standstill::join);
        attempt("the next opening", this::lookAtWhatWasLeft);
    }

    private void readToTheEnd(int index, LedgerReader reader) throws IOException {
        readers.begins(index);
        try {
            while (!numbers.isStopped()) {
                reader.read();
                readers.done(index);
                reads.incrementAndGet();
                Thread.yield();
            }
        } catch (IllegalStateException closed) {
            if (!closing) {
                throw closed;
            }
        } finally {
            readers.ends(index);
        }
    }

    /** Nothing but the last durable commit; or, where a flush has failed, the one that it carried. */
    private void lookAtWhatWasLeft() throws IOException {
        try (BStack again = BStack.open(opener.open())) {
            long found = Ledger.checkWhole(ByteBuffer.wrap(again.peek(0))).number();
            Ledger.require(
                    found == numbers.durable() || found == storage.carriedByFailure(),
                    "commit %d is found, durable was %d",
                    found,
                    numbers.durable());
        }
    }

    /** What a thread does. */
    @FunctionalInterface
    private interface Body {
        void run() throws IOException;
    }

    private Thread start(String name, Body body) {
        Thread thread = new Thread(() -> attempt(name, body), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * The call whose flush fails may tell so (close does, where it is that one), and afterwards a stack may refuse
     * everything; else nothing may be thrown.
     */
    private void attempt(String who, Body body) {
        try {
            body.run();
        } catch (BStackFailedException | WatchedStorage.InjectedException e) {
            if (!storage.hasFailed()) {
                numbers.problem(who + ": " + e);
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            numbers.problem("%s: %s, at %s"
                    .formatted(
                            who,
                            e,
                            Arrays.stream(e.getStackTrace())
                                    .skip(e instanceof AssertionError ? 1 : 0)
                                    .limit(DEPTH)
                                    .toList()));
        }
    }
}
