package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.core.Commit;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Commits that are submitted one after the other, before their thread awaits one of them, or commits once more as
 * usual. A crash meanwhile may show those up to any of them.
 */
final class SubmittedCommits {
    private static final int MOST = 7;

    private SubmittedCommits() {}

    /** {@return the states after each commit but the last, all of which are durable} */
    static List<CrashState> run(BStack stack, StackModel model, SplittableRandom random) throws IOException {
        List<CrashState> between = new ArrayList<>();
        List<Commit<?>> commits = new ArrayList<>();
        for (int n = 1 + random.nextInt(MOST); n > 0; n--) {
            commits.add(stack.submit(() -> {
                several(stack, model, random);
                return null;
            }));
            between.add(new CrashState(model.payload(), null));
        }
        int awaited = random.nextInt(commits.size());
        if (random.nextInt(3) > 0) {
            commits.get(awaited).await();
            requireDurable(commits.subList(0, awaited + 1));
        }
        if (random.nextBoolean()) {
            commits.get(commits.size() - 1).await();
        } else {
            // In a transaction, since an operation that has nothing to do waits for nothing.
            stack.transact(() -> several(stack, model, random));
            between.add(new CrashState(model.payload(), null));
        }
        requireDurable(commits);
        between.remove(between.size() - 1);
        return between;
    }

    private static void several(BStack stack, StackModel model, SplittableRandom random) throws IOException {
        for (int n = random.nextInt(4) == 0 ? 3 : 1; n > 0; n--) {
            StackOperation.any(random).run(stack, model, random, length(random));
        }
    }

    private static int length(SplittableRandom random) {
        return 1 + random.nextInt(random.nextInt(8) == 0 ? 2_500 : 400);
    }

    private static void requireDurable(List<Commit<?>> commits) {
        for (Commit<?> commit : commits) {
            if (!commit.isDurable()) {
                throw new AssertionError("a commit is not durable, but one that was submitted later is");
            }
        }
    }
}
