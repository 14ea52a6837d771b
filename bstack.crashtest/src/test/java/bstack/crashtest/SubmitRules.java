package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Commit;
import bstack.core.Storage;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What threads that submit may count on, with an executor that never runs anything: whoever waits leads, so nothing here
 * is random, and nothing is timed.
 */
final class SubmitRules {
    private static final int FEW = 5;
    private static final int LARGE = 20_000;
    private static final int MANY = 40;
    /** After that something hangs; nothing depends on it otherwise. */
    private static final long PATIENCE_MILLIS = 60_000;

    private SubmitRules() {}

    private static BStack open(Storage storage, int most) throws IOException {
        BStack stack =
                BStack.open(storage, BStackOptions.defaults().maxSubmitted(most).executor(task -> {}));
        stack.push(new byte[1]);
        return stack;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** What follows commits that nobody awaits is done in the order of submission. */
    static void whatFollowsCommitsIsDoneInTheirOrder() throws IOException {
        BStack stack = open(Storage.memory(), MANY);
        List<Integer> told = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < FEW; i++) {
            int number = i;
            stack.submit(() -> {
                stack.onCommit(() -> told.add(number));
                return stack.push(new byte[1]);
            });
            expected.add(number);
        }
        stack.close();
        require(expected.equals(told), "the actions of %d commits ran in the order %s".formatted(FEW, told));
    }

    /** While the flush of a commit is held, its action has not run. */
    static void anActionWaitsForTheFlush() throws IOException {
        HeldStorage storage = new HeldStorage(Storage.memory());
        BStack stack = open(storage, MANY);
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        storage.hold((kind, position) -> kind == StorageCall.SYNC || kind == StorageCall.DURABLE_WRITE);
        OtherThread<Long> awaiting = OtherThread.start(() -> stack.submit(() -> {
                    stack.onCommit(() -> told.add("told"));
                    return stack.push(new byte[1]);
                })
                .await());
        require(storage.awaitHeld(awaiting.thread()), "no flush was held");
        boolean early = !told.isEmpty();
        storage.releaseAll();
        awaiting.get();
        require(!early, "an action runs before its commit is durable");
        require(told.size() == 1, "its action has run %d times".formatted(told.size()));
        stack.close();
    }

    /** An action does not find the future of its commit complete. */
    static void aFutureIsCompleteAfterTheActions() throws IOException {
        BStack stack = open(Storage.memory(), MANY);
        AtomicReference<CompletableFuture<Long>> future = new AtomicReference<>();
        List<Boolean> seen = new ArrayList<>();
        Commit<Long> commit = stack.submit(() -> {
            stack.onCommit(() -> seen.add(future.get().isDone()));
            return stack.push(new byte[1]);
        });
        future.set(commit.toFuture());
        commit.await();
        require(future.get().isDone(), "the future of a commit that was awaited is not complete");
        require(List.of(false).equals(seen), "the future is complete before the actions have run");
        stack.close();
    }

    /** No more than the limit are outstanding. */
    static void noMoreThanTheLimitAreOutstanding() throws IOException {
        BStack stack = open(Storage.memory(), FEW);
        List<Commit<Long>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(stack.submit(() -> stack.push(new byte[1])));
            long outstanding =
                    all.stream().filter(commit -> !commit.isDurable()).count();
            require(outstanding <= FEW, "%d commits are outstanding".formatted(outstanding));
        }
        stack.close();
    }

    /** A commit that does not fit into the batch of those before leads that, if nobody waits for it. */
    static void aSubmissionThatFindsNoRoomLeads() throws IOException {
        BStack stack = open(Storage.memory(), MANY);
        OtherThread<Void> submitting = OtherThread.run(() -> {
            for (int i = 0; i < MANY; i++) {
                stack.submit(() -> stack.push(new byte[LARGE]));
            }
        });
        try {
            submitting.thread().join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        require(!submitting.thread().isAlive(), "a submission waits for room, and nobody leads");
        stack.close();
    }

    /** All of these. */
    static void all() throws IOException {
        whatFollowsCommitsIsDoneInTheirOrder();
        anActionWaitsForTheFlush();
        aFutureIsCompleteAfterTheActions();
        noMoreThanTheLimitAreOutstanding();
        aSubmissionThatFindsNoRoomLeads();
    }
}
