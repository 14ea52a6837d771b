package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.readers.ReaderCampaign;
import bstack.testkit.internal.workload.InitialImage;
import bstack.testkit.internal.workload.StackWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import bstack.testkit.replay.StackReplay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations beside the model, reopened now and then, with nothing that fails. */
@Tag("crash")
final class StackModelTest {
    private static final int STEPS = 60;
    private static final int RUNS = 400;
    /** A run on a file takes longer. */
    private static final int RUNS_ON_FILE = 40;
    /** A seed whose file begins as a creation that was killed behind byte 5: complete, its patch byte zero. */
    private static final long HALF_CREATED = 10561053875215L;

    private static final int STATE = 5;
    private static final int PATCH = 6;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void everyResultAndTheFileAtRestAreThoseOfTheModel(Medium medium) throws IOException {
        long seed = Long.getLong("bstack.seed", System.nanoTime());
        int runs = Volume.of(medium == Medium.MEMORY ? RUNS : RUNS_ON_FILE);
        for (int i = 0; i < runs; i++) {
            Path folder = Files.createDirectory(directory.resolve("" + i));
            run(StackWorkload.Mix.CALLS, seed + i, medium.opener(folder));
            run(
                    StackWorkload.Mix.SUBMITTED,
                    seed + i,
                    medium.opener(Files.createDirectory(folder.resolve("submitted"))));
            run(StackWorkload.Mix.LARGE, seed + i, medium.opener(Files.createDirectory(folder.resolve("large"))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPatchByteThatIsNotCheckedStaysAsItWas(Medium medium) throws IOException {
        byte[] initial = new StackWorkload(HALF_CREATED, StackWorkload.Mix.CALLS)
                .initial()
                .disk()
                .toBytes();
        assertEquals(InitialImage.HEADER, initial.length);
        assertEquals(0, initial[PATCH]);
        run(StackWorkload.Mix.CALLS, HALF_CREATED, medium.opener(directory));
    }

    private static void run(StackWorkload.Mix mix, long seed, ReaderCampaign.Opener opener) throws IOException {
        StackWorkload workload = new StackWorkload(seed, mix);
        byte[] initial = workload.initial().disk().toBytes();
        try {
            try (Storage storage = opener.open()) {
                storage.resize(initial.length);
                storage.write(0, ByteBuffer.wrap(initial));
            }
            byte[] payload = run(workload, seed, STEPS, () -> BStack.open(opener.open(), KillCampaign.OPTIONS));
            try (Storage storage = opener.open()) {
                ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(storage.size()));
                storage.read(0, all);
                byte[] expected = InitialImage.file(payload.length, payload);
                boolean created = initial.length >= InitialImage.HEADER && initial[STATE] != 0;
                if (created) {
                    expected[PATCH] = initial[PATCH];
                }
                assertArrayEquals(expected, all.array(), "the file at rest");
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("again with -Dbstack.seed=%d: %s".formatted(seed, e), e);
        }
    }

    /** {@return the payload at the end of a run, each of whose steps is compared with the model} */
    static byte[] run(StackWorkload workload, long seed, int steps, StackReplay.Opener opener) throws IOException {
        SteppedRun run = new SteppedRun(workload, seed, opener);
        for (int step = 0; step < steps; step++) {
            run.step();
            run.state();
        }
        byte[] payload = run.state().payload();
        run.close();
        return payload;
    }
}
