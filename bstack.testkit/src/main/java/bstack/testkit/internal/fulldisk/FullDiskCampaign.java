package bstack.testkit.internal.fulldisk;

import bstack.testkit.internal.campaign.CampaignReport;
import bstack.testkit.internal.campaign.Volume;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.internal.process.JavaProcess;
import bstack.testkit.storage.SmallFileSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/**
 * A test on file systems that are filled, in steps: a seeded workload must have its operations refused as a whole, with
 * {@link bstack.core.BStackNoSpaceException}, and nothing else may go wrong. When not a byte is left, what takes no
 * space still works: with the journal attached pops, overwrites in place, and frees; checkpoints and closes; and the
 * recovery of what a process has left that died of a full disk.
 */
public final class FullDiskCampaign {
    private static final long DISK_SIZE = 6 << 20;

    private final String kind;
    private final int step;
    private final long seed;

    private FullDiskCampaign(String kind, int step, long seed) {
        this.kind = kind;
        this.step = step;
        this.seed = seed;
    }

    /** {@return a campaign over stack operations and transactions} */
    public static FullDiskCampaign forStack() {
        return new FullDiskCampaign(KillCampaign.STACK, 8192, 1);
    }

    /**
     * {@return a campaign over an allocator's operations and transactions}
     *
     * @param name the name of an allocator whose provider is on the path
     */
    public static FullDiskCampaign forAllocator(String name) {
        return new FullDiskCampaign(name, 8192, 1);
    }

    /**
     * {@return this campaign with what the system properties say: {@code bstack.seed}, and {@code bstack.crash.full},
     * by how many bytes the free space grows from case to case}
     *
     * @param defaultStep without the latter
     */
    public FullDiskCampaign fromProperties(int defaultStep) {
        return new FullDiskCampaign(
                kind,
                Integer.getInteger("bstack.crash.full", Volume.step(defaultStep)),
                Long.getLong("bstack.seed", seed));
    }

    /**
     * Runs the campaign in a process of its own, which alone sees the file system.
     *
     * @param fileSystem what to fill
     * @param directory where it may be mounted
     * @return what was done
     * @throws AssertionError if something does not hold
     * @throws IOException if the process cannot be started
     */
    public CampaignReport<String> run(SmallFileSystem fileSystem, Path directory) throws IOException {
        long start = System.nanoTime();
        Path mountPoint = Files.createDirectory(directory.resolve(fileSystem.name()));
        List<String> program = new ArrayList<>(JavaProcess.command(
                FullDiskProcess.class, kind, mountPoint.toString(), Long.toString(seed), Integer.toString(step)));
        program.add(1, "-Dbstack.crash.progress=" + Boolean.getBoolean("bstack.crash.progress"));
        Path errors = directory.resolve(fileSystem + ".err");
        Process process = new ProcessBuilder(
                        fileSystem.command(mountPoint, Math.max(DISK_SIZE, fileSystem.leastSize()), program))
                .redirectError(errors.toFile())
                .start();
        String last = "";
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = line;
                if (!line.startsWith("done")) {
                    System.out.println(line);
                }
            }
        } finally {
            process.destroyForcibly();
        }
        if (!last.startsWith("done")) {
            throw new AssertionError("on a full %s: %s".formatted(fileSystem, Files.readString(errors)));
        }
        try (Scanner counts = new Scanner(last.substring("done".length()))) {
            long cases = counts.nextLong();
            long refused = counts.nextLong();
            long deaths = counts.nextLong();
            if (refused == 0) {
                throw new AssertionError("nothing was refused, so the disk was not full: " + last);
            }
            String done = CampaignReport.done(
                    "%s of %s filled to all but every %,d bytes: %,d cases, %,d operations refused, %,d processes died"
                            + " of it",
                    fileSystem, kind, step, cases, refused, deaths);
            return CampaignReport.since(start, done, cases, seed, List.of());
        }
    }
}
