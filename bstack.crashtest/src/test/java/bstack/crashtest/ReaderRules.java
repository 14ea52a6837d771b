package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What readers may count on, shown by holding single calls on the medium: nothing here is random, and nothing is timed.
 */
final class ReaderRules {
    private static final int LENGTH = 1_000;
    private static final int LOCKED = 300;
    private static final int PIECE = 200;
    private static final int LARGE = 7_000;
    /** Which run of a view holds commits back. */
    private static final int HOLDING_RUN = 5;
    /** After so many runs no commit overtakes it any more. */
    private static final int MOST_RUNS = 10;

    /** After that something hangs; nothing depends on it otherwise. */
    private static final long PATIENCE_MILLIS = 60_000;
    /** Where the payload begins. */
    private static final int HEADER = 16;

    private ReaderRules() {}

    private static byte[] bytes(int seed, int length) {
        return GeneratedBytes.of(seed, length);
    }

    /** An open stack on a file at rest. */
    private static BStack open(Storage storage) throws IOException {
        BStack stack = BStack.open(storage, KillCampaign.OPTIONS);
        stack.push(bytes(1, LENGTH));
        stack.checkpoint();
        return stack;
    }

    private static boolean isWriteWithin(StorageCall kind, long position, int from, int to) {
        return kind == StorageCall.WRITE && position >= HEADER + from && position < HEADER + to;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    // ---------------------------------------------------------------- flushes

    /** What a stack does. */
    @FunctionalInterface
    private interface Step {
        void run(BStack stack) throws IOException;
    }

    private static Map<String, Step> steps() {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("attach", stack -> stack.push(bytes(2, PIECE)));
        steps.put("overwrite", stack -> stack.set(LOCKED, bytes(3, PIECE)));
        steps.put(
                "transaction",
                stack -> stack.transact(() -> {
                    stack.pop(PIECE);
                    stack.set(LOCKED + 1, bytes(4, PIECE));
                }));
        steps.put("large push", stack -> stack.push(bytes(5, LARGE)));
        steps.put("large overwrite", stack -> stack.set(LOCKED + 2, bytes(6, LARGE)));
        steps.put("move", stack -> stack.push(bytes(7, 10 * LARGE)));
        for (int i = 0; i < 12; i++) {
            steps.put("commit of many " + i, stack -> stack.set(LOCKED, bytes(8, LARGE / 4)));
        }
        steps.put("checkpoint", BStack::checkpoint);
        steps.put("attach again", stack -> stack.push(bytes(9, PIECE)));
        return steps;
    }

    /** Every flush of a run is held; meanwhile every way to read answers, with what was acknowledged. */
    static void noReadWaitsForAFlush(Storage medium) throws IOException {
        HeldStorage storage = new HeldStorage(medium);
        BStack stack = open(storage);
        BStack twin = open(Storage.memory());
        stack.lockUpTo(LOCKED);
        storage.hold((kind, position) -> kind == StorageCall.SYNC || kind == StorageCall.DURABLE_WRITE);
        int flushes = 0;
        for (Map.Entry<String, Step> step : steps().entrySet()) {
            byte[] before = twin.peek(0);
            step.getValue().run(twin);
            byte[] after = twin.peek(0);
            OtherThread<Void> writer = OtherThread.run(() -> step.getValue().run(stack));
            while (storage.awaitHeld(writer.thread())) {
                flushes++;
                String name = "%s, flush %d".formatted(step.getKey(), flushes);
                OtherThread<byte[]> reader = OtherThread.start(() -> readAll(stack, name));
                boolean waits = reader.waits();
                storage.release();
                require(!waits, name + ": a read waits for it");
                // A flush may also follow the commit's own, when what it holds can be seen already.
                require(
                        Arrays.equals(before, reader.get()) || Arrays.equals(after, reader.get()),
                        name + ": readers see neither the payload before nor the one after");
            }
            writer.get();
        }
        storage.releaseAll();
        require(flushes > 2 * steps().size(), "there were " + flushes + " flushes only");
        require(Arrays.equals(twin.peek(0), stack.peek(0)), "the payload is not what it must be");
        stack.close();
    }

    /** {@return the payload, which every way to read agrees upon} */
    private static byte[] readAll(BStack stack, String when) throws IOException {
        byte[] all = stack.peek(0);
        require(stack.length() == all.length, when + ": another length");
        for (int start : new int[] {0, LOCKED - 1, LOCKED, all.length - PIECE}) {
            int end = start + PIECE;
            byte[] part = Arrays.copyOfRange(all, start, end);
            for (ReadWay way : ReadWay.values()) {
                require(Arrays.equals(part, way.read(stack, start, end)), when + ": " + way + " reads something else");
            }
        }
        return all;
    }

    // ---------------------------------------------------------------- the locked prefix

    /** While a commit is applied, and while the file is truncated, the locked prefix can be read, and nothing else. */
    static void aReadOfTheLockedPrefixTakesNoLock(Storage medium) throws IOException {
        HeldStorage storage = new HeldStorage(medium);
        BStack stack = open(storage);
        stack.lockUpTo(LOCKED);
        storage.holdOne((kind, position) -> isWriteWithin(kind, position, LOCKED, LENGTH));
        onlyTheLockedPrefixCanBeRead(stack, storage, "apply", () -> stack.set(LOCKED, bytes(2, PIECE)));
        storage.holdOne((kind, position) -> kind == StorageCall.RESIZE);
        onlyTheLockedPrefixCanBeRead(stack, storage, "truncation", stack::checkpoint);
        stack.push(bytes(3, PIECE));
        storage.holdOne((kind, position) -> kind == StorageCall.MAP);
        onlyTheLockedPrefixCanBeRead(stack, storage, "mapping", stack::checkpoint);
        stack.close();
    }

    private static void onlyTheLockedPrefixCanBeRead(
            BStack stack, HeldStorage storage, String name, OtherThread.Action action) throws IOException {
        byte[] before = stack.peek(0);
        OtherThread<Void> writer = OtherThread.run(action);
        if (!storage.awaitHeld(writer.thread())) {
            require(name.equals("mapping"), name + ": nothing was held"); // a medium may have no mapping
            writer.get();
            return;
        }
        OtherThread<Void> locked = OtherThread.run(() -> {
            for (ReadWay way : ReadWay.values()) {
                for (int start = 0; start < LOCKED; start += LOCKED / 3) {
                    byte[] part = Arrays.copyOfRange(before, start, start + LOCKED / 3);
                    require(
                            Arrays.equals(part, way.read(stack, start, start + LOCKED / 3)),
                            name + ": " + way + " reads something else");
                }
            }
        });
        OtherThread<byte[]> behind = OtherThread.start(() -> stack.get(LOCKED - 1, LOCKED + PIECE));
        boolean lockedWaits = locked.waits();
        boolean behindWaits = behind.waits();
        storage.releaseAll();
        require(!lockedWaits, name + ": a read of the locked prefix waits");
        require(behindWaits, name + ": a read of what is not locked does not wait, so that this shows nothing");
        writer.get();
        locked.get();
        require(
                Arrays.equals(stack.get(LOCKED - 1, LOCKED + PIECE), behind.get()),
                name + ": half of a commit is seen");
    }

    /** A commit that was submitted before the lock still changes the prefix, and is seen as a whole or not at all. */
    static void aPrefixIsLockedOnlyWhenWhatWasOnItsWayIsCommitted(Storage medium) throws IOException {
        HeldStorage storage = new HeldStorage(medium);
        BStack stack = open(storage);
        stack.push(bytes(2, PIECE));
        storage.holdOne((kind, position) -> kind == StorageCall.DURABLE_WRITE);
        OtherThread<Void> writer = OtherThread.run(() -> stack.set(0, bytes(3, LOCKED)));
        require(storage.awaitHeld(writer.thread()), "no flush was held");
        OtherThread<Void> locking = OtherThread.run(() -> stack.lockUpTo(LOCKED));
        require(locking.waits(), "the prefix is locked while a commit of it is on its way");
        storage.holdOne((kind, position) -> isWriteWithin(kind, position, 0, LOCKED));
        storage.release();
        require(storage.awaitHeld(writer.thread()), "no apply was held");
        OtherThread<byte[]> reader = OtherThread.start(() -> stack.get(0, LOCKED));
        reader.waits();
        storage.releaseAll();
        writer.get();
        locking.get();
        require(Arrays.equals(bytes(3, LOCKED), reader.get()), "half of a commit is seen");
        stack.close();
    }

    // ---------------------------------------------------------------- reads that are overtaken; by calls, not by a
    // mapping

    /** A read that a commit overtakes is done once more. */
    static void aReadIsNeverHalfBeforeAndHalfAfterACommit(Storage medium) throws IOException {
        overtaken(medium, stack -> stack.set(0, bytes(3, LOCKED)));
    }

    /** Likewise if its range is locked while it runs. */
    static void aReadIsNotTornWhenItsRangeIsLockedMeanwhile(Storage medium) throws IOException {
        overtaken(medium, stack -> {
            stack.set(0, bytes(3, LOCKED));
            stack.lockUpTo(LOCKED);
        });
    }

    private static void overtaken(Storage medium, Step step) throws IOException {
        HeldStorage storage = new HeldStorage(medium);
        BStack stack = open(storage);
        storage.holdOne((kind, position) -> kind == StorageCall.READ);
        OtherThread<byte[]> reader = OtherThread.start(() -> stack.get(0, LOCKED));
        require(storage.awaitHeld(reader.thread()), "no read was held");
        step.run(stack);
        storage.releaseAll();
        require(Arrays.equals(bytes(3, LOCKED), reader.get()), "a read is half before and half after a commit");
        stack.close();
    }

    /** What a later session does to a prefix that is locked in this one, this one's readers do not see. */
    static void aReadOfTheLockedPrefixThatACloseOvertakesIsRefused(Storage medium) throws IOException {
        HeldStorage storage = new HeldStorage(medium);
        BStack stack = open(storage);
        stack.lockUpTo(LOCKED);
        storage.holdOne((kind, position) -> kind == StorageCall.READ);
        OtherThread<byte[]> reader = OtherThread.start(() -> stack.get(0, LOCKED));
        require(storage.awaitHeld(reader.thread()), "no read was held");
        stack.close();
        try (BStack later = BStack.open(medium)) {
            later.set(0, bytes(3, LOCKED));
        }
        storage.releaseAll();
        require(reader.failure() instanceof IllegalStateException, "read from a later session, after the close");
    }

    // ---------------------------------------------------------------- views

    /** Between two reads of a view, and while one of them runs, a commit changes both places. */
    static void aViewReadsOneState(Storage medium) throws IOException {
        HeldStorage storage = new HeldStorage(medium);
        BStack stack = open(storage);
        int[] runs = new int[1];
        byte[] seen = stack.view(() -> {
            byte[] first = stack.get(0, PIECE);
            if (runs[0]++ == 0) {
                setBoth(stack, 5);
            }
            return joined(first, stack.get(LOCKED, LOCKED + PIECE));
        });
        require(Arrays.equals(joined(bytes(5, PIECE), bytes(5, PIECE)), seen), "a view reads of two states");
        storage.holdOne((kind, position) -> kind == StorageCall.READ && position >= HEADER + LOCKED);
        OtherThread<byte[]> reader = OtherThread.start(() ->
                stack.view(() -> joined(stack.get(0, PIECE), stack.get(LOCKED, LOCKED + PIECE))));
        require(storage.awaitHeld(reader.thread()), "no read was held");
        setBoth(stack, 2);
        storage.releaseAll();
        require(
                Arrays.equals(joined(bytes(2, PIECE), bytes(2, PIECE)), reader.get()),
                "a view has bytes that a commit has changed while they were read");
        stack.close();
    }

    /** The fifth run of a view holds a commit back, which goes on when the view has ended, also if it throws. */
    static void aViewEndsBesideCommitsAndTheseAfterIt(Storage medium) throws IOException {
        BStack stack = open(medium);
        int[] runs = new int[1];
        Thread[] last = new Thread[1];
        for (boolean throwing : new boolean[] {false, true}) {
            runs[0] = 0;
            try {
                stack.view(() -> {
                    stack.get(0, 1);
                    if (++runs[0] < MOST_RUNS) {
                        OtherThread<Void> writer = OtherThread.run(() -> both(stack, 3));
                        if (runs[0] < HOLDING_RUN) {
                            writer.get();
                        } else {
                            writer.waits();
                        }
                        last[0] = writer.thread();
                    }
                    stack.get(1, 2);
                    if (throwing) {
                        throw new IOException("thrown by the body");
                    }
                    return null;
                });
            } catch (IOException expected) {
                require(throwing, "a view throws " + expected);
            }
            require(runs[0] == HOLDING_RUN, "a view has run %d times".formatted(runs[0]));
            join(last[0]);
        }
        stack.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        require(!thread.isAlive(), "a commit is held back by a view that has ended");
    }

    /** In another thread, since the caller may be in a view. */
    private static void setBoth(BStack stack, int seed) throws IOException {
        OtherThread.run(() -> both(stack, seed)).get();
    }

    private static void both(BStack stack, int seed) throws IOException {
        stack.transact(() -> {
            stack.set(0, bytes(seed, PIECE));
            stack.set(LOCKED, bytes(seed, PIECE));
        });
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
