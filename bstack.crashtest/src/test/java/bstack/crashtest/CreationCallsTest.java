package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.campaign.Requirements;
import bstack.testkit.internal.process.JavaProcess;
import bstack.testkit.internal.process.Strace;
import bstack.testkit.internal.workload.InitialImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The system calls of an open that creates its file, as strace sees them. The creator once wrote the header of a file that
 * had its name already, and that it had not locked: over what another process had committed meanwhile.
 */
@Tag("crash")
@Tag("campaign")
class CreationCallsTest {
    private static final List<String> WRITING =
            List.of("pwrite64(", "pwritev2(", "pwritev(", "write(", "ftruncate(", "fallocate(");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"NATIVE, false", "NATIVE, true", "FILE_CHANNEL, false"})
    void nothingIsWrittenToAFileThatHasItsNameBeforeItIsLocked(String access, boolean refusesUnnamed) throws Exception {
        Requirements.check("trace of system calls", Strace.missing());
        Path folder = Files.createDirectory(directory.toRealPath().resolve("folder"));
        Path file = folder.resolve("new.bstack");
        List<String> calls = traced(file, access, refusesUnnamed);
        assertTrue(
                !refusesUnnamed || calls.stream().anyMatch(c -> c.contains("O_TMPFILE") && c.contains("INJECTED")),
                () -> "the injection hit something else:\n" + String.join("\n", calls));
        boolean locked = false;
        int writes = 0;
        for (String call : calls) {
            // A descriptor is shown with the name that the file has by then.
            boolean ofTheFile = call.contains("<" + file + ">");
            if (ofTheFile && (call.contains("flock(") || call.contains("F_SETLK"))) {
                locked = true;
            } else if (ofTheFile && WRITING.stream().anyMatch(call::contains)) {
                writes++;
                assertTrue(locked, () -> call + " comes too early:\n" + String.join("\n", calls));
            }
        }
        assertTrue(locked, () -> "no lock is seen:\n" + String.join("\n", calls));
        assertTrue(writes > 0 || !refusesUnnamed, () -> "no header is seen:\n" + String.join("\n", calls));
        assertEquals(InitialImage.HEADER, Files.size(file));
    }

    private List<String> traced(Path file, String access, boolean refusesUnnamed) throws Exception {
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-qq",
                "-y",
                "-s",
                "0",
                "-o",
                log.toString(),
                "-P",
                file.toString(),
                "-P",
                file.getParent().toString(),
                "-e",
                "trace=openat,flock,fcntl,pwrite64,pwritev2,pwritev,write,ftruncate,fallocate,linkat"));
        if (refusesUnnamed) {
            // The first attempt to open the file is the first; then comes the one without a name.
            command.addAll(List.of("-e", "inject=openat:error=EOPNOTSUPP:when=2"));
        }
        command.addAll(JavaProcess.command(OpeningProgram.class, file.toString(), access));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it does not end");
        } finally {
            Strace.end(process);
        }
        assertEquals(0, process.exitValue(), Files.readString(output));
        return Files.readAllLines(log);
    }
}
