package bstack.testkit;

import bstack.core.BStack;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The program that a {@link KillCampaign} starts and kills: it takes steps until it dies, and prints the number of each
 * on standard output when it is acknowledged.
 */
final class KilledProcess {
    private KilledProcess() {}

    /** Starts the program in a JVM of its own; its standard error is this process's. */
    static Process start(String kind, Path file, long seed) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                KilledProcess.class.getName(),
                kind,
                file.toString(),
                Long.toString(seed));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** {@return everything that this JVM runs on, modules included, as one class path} */
    static String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (String property : List.of("jdk.module.path", "surefire.test.class.path", "java.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
                if (!entry.isEmpty()) {
                    entries.add(entry);
                }
            }
        }
        return String.join(File.pathSeparator, entries);
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
