package bstack.testkit.internal.fulldisk;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.testkit.internal.campaign.CampaignProgress;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.kill.KilledFile;
import bstack.testkit.internal.kill.KilledProcess;
import bstack.testkit.internal.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program that a {@link FullDiskCampaign} starts, which alone sees the small file system: it fills it, in steps, and
 * runs a {@link FullDiskCase} at each.
 */
final class FullDiskProcess {
    /** How much space there is in the last case; more than the largest operation of a case needs. */
    private static final long MOST_FREE = 128 * 1024;
    /** With so much the smallest journal has room. */
    private static final long ROOM_FOR_A_JOURNAL = 48 * 1024;
    /** After so many cases a process is started that dies of the full disk. */
    private static final int DEATHS = 32;

    private final String kind;
    private final Path file;
    private final Filler filler;
    private long cases;
    private long refused;
    private int deaths;

    private FullDiskProcess(String kind, Path directory) {
        this.kind = kind;
        file = directory.resolve("full.bstack");
        filler = new Filler(directory);
    }

    /**
     * Runs all cases; prints a line that begins with {@code done}, or ends with a stack trace.
     *
     * @param arguments kind, directory, seed, and by how many bytes the free space grows from case to case
     */
    public static void main(String[] arguments) throws IOException {
        FullDiskProcess process = new FullDiskProcess(arguments[0], Path.of(arguments[1]));
        process.run(Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        System.out.printf("done %d %d %d%n", process.cases, process.refused, process.deaths);
    }

    private void run(long seed, int step) throws IOException {
        CampaignProgress progress = new CampaignProgress();
        for (long free = 0; free < MOST_FREE; free += step) {
            long caseSeed = seed + free / step;
            try {
                if (cases % DEATHS == 0) {
                    dieOfIt(caseSeed);
                }
                BStackOptions options = cases % 2 == 0 ? KillCampaign.OPTIONS : BStackOptions.defaults();
                FullDiskCase one =
                        new FullDiskCase(KillCampaign.workload(kind, caseSeed), caseSeed, file, filler, options);
                one.run(free);
                refused += one.refused();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("%d bytes free, seed %d: %s".formatted(free, caseSeed, e), e);
            }
            cases++;
            progress.show(cases, "full disks", 0);
        }
    }

    /**
     * Lets a process run until an operation is refused, of which it dies without closing the file; then the last byte
     * is taken, and the file must be recovered all the same.
     */
    private void dieOfIt(long seed) throws IOException {
        filler.empty();
        KilledFile killed = new KilledFile(kind, file, seed);
        killed.prepare();
        filler.leave(ROOM_FOR_A_JOURNAL);
        int last = Short.MAX_VALUE;
        Process process = new ProcessBuilder(
                        JavaProcess.command(KilledProcess.class, KilledProcess.arguments(killed, last)))
                .redirectError(ProcessBuilder.Redirect.DISCARD) // the exception it dies of
                .start();
        int steps;
        try {
            steps = killed.acknowledged(process, 0);
        } finally {
            process.destroyForcibly();
        }
        if (steps == 0 || steps >= last) {
            throw new IOException("a process that was to die of a full disk has taken %d steps".formatted(steps));
        }
        filler.brim();
        try (BStack stack = BStack.open(file, KillCampaign.OPTIONS)) {
            stack.checkpoint();
        }
        filler.empty(); // the next operation may need a journal that takes more than the one before
        killed.verify(steps, steps);
        Files.delete(file);
        deaths++;
    }
}
