package bstack.testkit.internal.kill;

import bstack.core.BStack;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.SteppedRun;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.storage.CrashingStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file on which a process runs a seeded workload until it is killed, and what must be in it then.
 *
 * @param kind which workload, see {@link KillCampaign#workload}
 * @param path where it lies
 * @param seed the workload's seed
 */
public record KilledFile(String kind, Path path, long seed) {
    private static final int PATIENCE_MINUTES = 5;

    /** Puts there what the workload begins with. */
    public void prepare() throws IOException {
        byte[] initial = KillCampaign.workload(kind, seed).initial().disk().toBytes();
        Files.deleteIfExists(path);
        if (initial.length > 0) {
            Files.write(path, initial);
        }
    }

    /**
     * Reads what a process acknowledges, until it is dead.
     *
     * @param target after how many acknowledged steps it is to be killed; 0 if that is somebody else's business
     * @return how many steps it has acknowledged
     * @throws IOException if it prints anything else, or does not die
     */
    public int acknowledged(Process process, int target) throws IOException {
        int steps = 0;
        String unexpected = null;
        try (BufferedReader acknowledgements = process.inputReader()) {
            for (String line = acknowledgements.readLine(); line != null; line = acknowledgements.readLine()) {
                if (line.equals(Integer.toString(steps + 1))) {
                    steps++;
                } else if (!line.isEmpty() && !Integer.toString(steps + 1).startsWith(line)) {
                    unexpected = line;
                }
                if (target > 0 && steps == target) {
                    process.toHandle().destroyForcibly(); // unlike the process, it keeps the stream open
                }
            }
        }
        awaitDeath(process);
        if (unexpected != null) {
            throw new IOException(
                    "the process with seed %d prints after step %d: %s".formatted(seed, steps, unexpected));
        }
        return steps;
    }

    /** The end of what it prints comes a moment before its lock is gone. */
    private void awaitDeath(Process process) throws IOException {
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("the process with seed %d does not end".formatted(seed));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the process with seed %d runs".formatted(seed), e);
        }
    }

    /**
     * {@return what has come of it; a file in which nothing is wrong is deleted}
     *
     * @param kills how often it was left by a process that was killed
     * @param steps how many steps were acknowledged
     * @param last how many the process would have taken before closing
     * @param how how it was killed, for the message
     */
    KillPlan.Verdict verdict(int kills, int steps, int last, CharSequence how) {
        try {
            boolean done = verify(steps, last);
            Files.delete(path);
            return new KillPlan.Verdict(kills, steps, done, null);
        } catch (IOException | RuntimeException | AssertionError e) {
            String violation = "%s after %d acknowledged steps of seed %d, %s: %s".formatted(path, steps, seed, how, e);
            return new KillPlan.Verdict(kills, steps, false, violation);
        }
    }

    /**
     * Checks the file: it opens, holds what was acknowledged or that with the step in flight, and nothing leaks; opened
     * once more it is the same, and the next operations work.
     *
     * @param steps how many steps were acknowledged
     * @param last how many the process would have taken before closing
     * @return whether the step in flight was found done
     * @throws AssertionError if something does not hold
     */
    public boolean verify(int steps, int last) throws IOException {
        CrashWorkload workload = KillCampaign.workload(kind, seed);
        CrashingStorage memory = workload.initial().disk();
        SteppedRun run = new SteppedRun(workload, seed, () -> BStack.open(memory, KillCampaign.OPTIONS));
        for (int i = 0; i < Math.min(steps, last); i++) {
            run.step();
        }
        List<CrashState> allowed = new ArrayList<>();
        if (steps == 0) { // it may not have come so far as to bring in order what it began with
            allowed.addAll(List.of(workload.initial().allowed()));
        }
        allowed.add(run.state());
        if (steps < last) {
            run.step();
            allowed.addAll(run.between());
            allowed.add(run.state());
        }
        byte[] found;
        try (BStack stack = BStack.open(path, KillCampaign.OPTIONS)) {
            found = stack.peek(0);
        }
        CrashState state = match(found, allowed);
        try (BStack stack = BStack.open(path, KillCampaign.OPTIONS)) {
            if (!Arrays.equals(found, stack.peek(0))) {
                throw new AssertionError("opened twice it is not the same");
            }
            goOn(stack);
            workload.check(stack, state);
        }
        return steps < last && state == allowed.get(allowed.size() - 1);
    }

    /** {@return the state that was found, an earlier one rather than a later} */
    private static CrashState match(byte[] found, List<CrashState> allowed) {
        for (CrashState state : allowed) {
            if (Arrays.equals(found, state.payload())) {
                return state;
            }
        }
        throw new AssertionError("the payload has %d bytes: none of those that it may have, of %s"
                .formatted(
                        found.length,
                        allowed.stream().map(state -> state.payload().length).toList()));
    }

    private static void goOn(BStack stack) throws IOException {
        byte[] more = GeneratedBytes.of(1, 100);
        long end = stack.push(more);
        if (!Arrays.equals(more, stack.pop(more.length)) || stack.length() != end) {
            throw new AssertionError("what is pushed next is not popped");
        }
    }
}
