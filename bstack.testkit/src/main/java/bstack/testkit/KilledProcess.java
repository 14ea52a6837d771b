package bstack.testkit;

import bstack.core.BStack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program that a {@link KillCampaign} starts and kills: it takes steps, closes, and prints the number of each on
 * standard output when it is acknowledged.
 */
final class KilledProcess {
    private KilledProcess() {}

    /** {@return what {@link #main} takes to work on a file} */
    static String[] arguments(KilledFile file, int steps) {
        return new String[] {file.kind(), file.path().toString(), Long.toString(file.seed()), Integer.toString(steps)};
    }

    /**
     * Runs to the end, and on to the end of its input, or until it is killed.
     *
     * @param arguments kind, file, seed, and how many steps to take before closing; no step at all stands for opening
     *     and closing a file that another process has left
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        int steps = Integer.parseInt(arguments[3]);
        if (steps == 0) {
            BStack.open(file, KillCampaign.OPTIONS).close();
            return;
        }
        CrashWorkload workload = KillCampaign.workload(arguments[0], seed);
        SteppedRun run = new SteppedRun(workload, seed, () -> BStack.open(file, KillCampaign.OPTIONS));
        for (int step = 1; step <= steps; step++) {
            run.step();
            acknowledge(step);
        }
        run.close();
        acknowledge(steps + 1);
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static void acknowledge(int step) throws IOException {
        OutputStream out = System.out;
        out.write((step + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
