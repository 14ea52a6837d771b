package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.core.BStackNoSpaceException;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.workload.InitialImage;
import bstack.testkit.internal.workload.StackOperation;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that the system makes in part, before it refuses the rest. */
@Tag("crash")
class ShortWriteTest {
    private static final int CASES = Integer.getInteger("bstack.crash.short", Volume.of(40));
    private static final int STEPS = 40;

    @TempDir
    Path directory;

    private Path file;
    private int shortWrites;

    @BeforeEach
    void choose() {
        assumeTrue(FileSizeLimit.isAvailable(), "no short writes: prlimit is missing, or not allowed here");
        file = directory.resolve("short.bstack");
    }

    @Test
    void aWriteThatIsMadeInPartFailsTheStackAndLosesNothing() throws IOException {
        long start = System.nanoTime();
        long seed = Long.getLong("bstack.seed", 1);
        CampaignProgress progress = new CampaignProgress();
        for (int i = 0; i < CASES; i++) {
            try {
                fail(seed + i);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed %d: %s".formatted(seed + i, e), e);
            }
            progress.show(i + 1, "limits", 0);
        }
        System.out.printf(
                "%,d files cut off while they were written, %,d of them in the middle of a write, %.1f s, seed %d:"
                        + " 0 violations%n",
                CASES, shortWrites, (System.nanoTime() - start) / 1e9, seed);
        assertTrue(shortWrites > 0, "no write was short");
    }

    private void fail(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] payload = GeneratedBytes.of(seed, 2_000);
        StackModel model = new StackModel(payload);
        Files.write(file, InitialImage.file(payload.length, payload));
        BStack stack = BStack.open(file, KillCampaign.OPTIONS);
        StackOperation.SET.run(stack, model, random, 1); // attaches the journal
        long limit = random.nextLong(InitialImage.HEADER, Files.size(file));
        byte[][] last = {model.payload()};
        IOException failure = null;
        try {
            FileSizeLimit.within(limit, () -> {
                for (int i = 0; i < STEPS; i++) {
                    last[0] = model.payload();
                    StackOperation.any(random).run(stack, model, random, random.nextInt(700));
                }
            });
        } catch (BStackNoSpaceException | BStackFailedException e) {
            failure = e;
        }
        byte[] before = last[0];
        if (failure instanceof BStackFailedException) {
            shortWrites += failure.getMessage().contains("at byte %d failed".formatted(limit)) ? 1 : 0;
            assertThrows(BStackFailedException.class, () -> stack.peek(0));
            byte[] left = Files.readAllBytes(file);
            stack.close();
            assertArrayEquals(left, Files.readAllBytes(file), "the close of a failed stack has written");
        } else if (failure != null) {
            assertArrayEquals(before, stack.peek(0), "what was refused has changed something");
            stack.close();
        } else {
            stack.close();
        }
        try (BStack again = BStack.open(file, KillCampaign.OPTIONS)) {
            byte[] found = again.peek(0);
            assertTrue(
                    Arrays.equals(found, before) && failure != null || Arrays.equals(found, model.payload()),
                    "neither what was acknowledged nor that with the operation in flight");
        }
    }
}
