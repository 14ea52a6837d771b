package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page of the mapped file that is not there when it is read: the JVM steps over the instruction, and tells of it at some
 * later time, which depends on how the code was compiled. Nobody may get bytes before.
 */
@Tag("campaign")
final class UnreadablePageTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint 100",
                "-XX:TieredStopAtLevel=1 20000",
                "-XX:-TieredCompilation 60000",
                "-Xcomp 2000",
                "-XX:+UseSerialGC 150000"
            })
    void is_an_IOException_of_the_read_that_met_it(String mode) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "elsewhere files are not mapped");
        String option = mode.substring(0, mode.indexOf(' '));
        String warm = mode.substring(option.length() + 1);
        List<String> lines = JavaProgram.run(
                List.of(option, "-Xmx128m"),
                CutFileReader.class,
                folder.resolve("cut.bstack").toString(),
                warm);
        List<String> expected = new ArrayList<>();
        for (String way : Arrays.asList("direct", "get 5000", "get 64", "get 8", "heap", "transaction", "update")) {
            expected.add("%s {IOException=200, right=%d}".formatted(way, Integer.parseInt(warm) + 1));
        }
        assertEquals(expected, lines);
    }
}
