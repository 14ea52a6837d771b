package bstack.testkit;

import bstack.core.BStack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that a {@link KillCampaign} starts and kills: it takes steps until it dies, and prints the number of each
 * on standard output when it is acknowledged.
 */
final class KilledProcess {
    private KilledProcess() {}

    /** Starts the program in a JVM of its own; its standard error is this process's. */
    static Process start(String kind, Path file, long seed) throws IOException {
        List<String> command =
                JavaProcess.command(KilledProcess.class, kind, file.toString(), Long.toString(seed));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /**
     * Runs until it is killed.
     *
     * @param arguments kind, file, seed
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        CrashWorkload workload = KillCampaign.workload(arguments[0], seed);
        SteppedRun run = new SteppedRun(workload, seed, () -> BStack.open(file, KillCampaign.OPTIONS));
        OutputStream out = System.out;
        for (int step = 1; ; step++) {
            run.step();
            out.write((step + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
