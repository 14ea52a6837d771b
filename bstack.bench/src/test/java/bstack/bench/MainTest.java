package bstack.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.bench.report.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void aRunWritesTableAndChartAndPrintsTheTable(@TempDir Path folder) throws Exception {
        Path target = folder.resolve("out");
        assertEquals(0, run("--quick", "--rounds=1", "--only=^flushes: bstack$", "--dir=" + folder, "--out=" + target));
        String page = Files.readString(target.resolve("performance-table.md"));
        assertEquals(page, out.toString());
        assertEquals("floor\nflushes: bstack\n", err.toString().replace("\r", ""), "the progress");
        assertTrue(page.contains("| bstack | 1 | 1 | 1 | 1 |"), page);
        assertTrue(page.contains("- floor: overwrite 4 KiB in a written file, then fdatasync, by "), page);
        assertTrue(Files.readString(target.resolve("performance-chart.svg")).startsWith("<svg "));
    }

    @Test
    void aFolderInMemoryIsRefused() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory) && Environment.isInMemory(memory));
        assertEquals(1, run("--dir=" + memory, "--out=" + memory));
        assertTrue(err.toString().contains("/dev/shm is in memory (tmpfs)"), err.toString());
    }

    @Test
    void helpNamesEveryOption() {
        assertEquals(CommandLine.ExitCode.OK, run("--help"));
        for (String option : new String[] {"--quick", "--only", "--rounds", "--dir", "--out"}) {
            assertTrue(out.toString().contains(option), option);
        }
    }

    @Test
    void aWrongOptionIsWrongUsage() {
        assertEquals(CommandLine.ExitCode.USAGE, run("--slow"));
    }
}
