package bstack.testkit.internal.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.model.StackModel;
import bstack.testkit.storage.CrashingStorage;
import bstack.testkit.storage.DiskWatcher;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The threads of a group do commit together, else the campaign with threads would test nothing. */
class CommitGroupTest {
    @Test
    void commitsThatArriveWhileAFlushIsHeldShareTheNextOne() throws IOException {
        CrashingStorage disk = new CrashingStorage();
        StackModel model = new StackModel();
        int commits = 0;
        int[] frames = new int[1];
        try (BStack stack = BStack.open(disk)) {
            byte[] some = GeneratedBytes.of(1, 2_000);
            model.push(some);
            stack.push(some);
            disk.watch(new DiskWatcher() {
                @Override
                public void wrote(CrashingStorage watched) {
                    // Only flushes are counted.
                }

                @Override
                public void flushing(CrashingStorage watched, long from, long to) {
                    frames[0]++;
                }
            });
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 50; i++) {
                List<CrashState> between = CommitGroup.run(stack, model, disk, random);
                commits += between.size() + 1;
                assertArrayEquals(model.payload(), stack.peek(0));
            }
            disk.watch(null);
        }
        assertTrue(frames[0] < commits * 0.8, frames[0] + " flushes for " + commits + " commits");
    }
}
