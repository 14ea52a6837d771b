package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStackOptions;
import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.process.JavaProcess;
import bstack.testkit.internal.process.Strace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The system calls that operations on a real file come down to, as strace sees them. */
class SystemCallTest {
    private static final String CALLS =
            "pwritev2,pwrite64,pwritev,write,fdatasync,fsync,sync_file_range,ftruncate,fallocate,newfstatat,fstat";

    @TempDir
    Path directory;

    /** How a call begins that writes to the file where it is open with DSYNC; there is none for native access. */
    private String durableWrite = "(no such call)";

    /** What {@link TracedProcess} does between two of its marks: the system calls on the file, one per line. */
    private Map<String, List<String>> traced(BStackOptions.Access access) throws IOException, InterruptedException {
        Path file = directory.resolve("traced.bstack");
        Path output = directory.resolve("strace.txt");
        List<String> command = new ArrayList<>(List.of(
                "strace", "-f", "-qq", "-y", "-s", "0", "-o", output.toString(), "-e", "trace=openat," + CALLS));
        command.addAll(JavaProcess.command(TracedProcess.class, file.toString(), access.name()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the traced process does not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(directory.resolve("output.txt")));
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            int mark = line.indexOf(TracedProcess.MARK);
            if (mark >= 0) {
                section = new ArrayList<>();
                sections.put(line.substring(mark + TracedProcess.MARK.length(), line.indexOf('"', mark)), section);
            } else if (line.contains("O_DSYNC") && line.contains(file.toString())) {
                durableWrite = "pwrite64(" + line.substring(line.lastIndexOf("= ") + 2, line.lastIndexOf('<')) + "<";
            } else if (line.contains(file.toString()) && !line.contains("openat(")) {
                section.add(line);
            }
        }
        return sections;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "FILE_CHANNEL"})
    void eachOperationOnAFileIsOneFlushOfTheDevice(BStackOptions.Access access)
            throws IOException, InterruptedException {
        Requirements.check("trace of system calls", Strace.missing());
        Map<String, List<String>> sections = traced(access);
        assertEquals(
                List.of("push", "pop", "set", "transaction", "read", "alloc", "realloc", "replace", "dealloc", "end"),
                List.copyOf(sections.keySet()));
        sections.remove("end");
        assertEquals(List.of(), sections.remove("read"));
        sections.forEach((name, calls) -> {
            long flushes = calls.stream().filter(this::flushes).count();
            assertEquals(TracedProcess.TIMES, flushes, () -> name + "\n" + String.join("\n", calls));
            assertTrue(
                    calls.stream().noneMatch(SystemCallTest::isTooMuch), () -> name + "\n" + String.join("\n", calls));
        });
    }

    /** To ask for the size makes Linux give the next write a time stamp that the flush has to make durable. */
    private static boolean isTooMuch(String call) {
        return call.contains("ftruncate(") || call.contains("fallocate(") || call.contains("fstat");
    }

    /** Without durable writes, as before Linux 4.7, a flush is a call of its own. */
    private boolean flushes(String call) {
        return call.contains(durableWrite)
                || call.contains("RWF_DSYNC") && !call.contains("EOPNOTSUPP")
                || call.contains("fdatasync(")
                || call.contains("fsync(");
    }
}
