package bstack.testkit.internal.kill;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The program that a {@link KillCampaign} starts and kills: it takes steps, closes, and prints the number of each on
 * standard output when it is acknowledged.
 */
public final class KilledProcess {
    private static final String ONE_THREAD = "one-thread";

    private KilledProcess() {}

    /** {@return what {@link #main} takes to work on a file} */
    public static String[] arguments(KilledFile file, int steps) {
        return new String[] {file.kind(), file.path().toString(), Long.toString(file.seed()), Integer.toString(steps)};
    }

    /** {@return the same, to make the same system calls each time} */
    static String[] argumentsForOneThread(KilledFile file, int steps) {
        String[] arguments = Arrays.copyOf(arguments(file, steps), 5);
        arguments[4] = ONE_THREAD;
        return arguments;
    }

    /**
     * Runs to the end, and on to the end of its input, or until it is killed.
     *
     * @param arguments kind, file, seed, and how many steps to take before closing; no step at all stands for opening
     *     and closing a file that another process has left; perhaps that there is to be no thread in the background
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        int steps = Integer.parseInt(arguments[3]);
        boolean oneThread = arguments.length > 4 && arguments[4].equals(ONE_THREAD);
        BStackOptions options = oneThread ? KillCampaign.ONE_THREAD : KillCampaign.OPTIONS;
        if (steps == 0) {
            BStack.open(file, options).close();
            return;
        }
        CrashWorkload workload = KillCampaign.workload(arguments[0], seed);
        SteppedRun run = new SteppedRun(workload, seed, () -> BStack.open(file, options));
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
