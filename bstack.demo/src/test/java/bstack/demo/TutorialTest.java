package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/tutorial.md, compiled and run as they stand there; each must print what the tutorial says. */
class TutorialTest {
    private static final Path TUTORIAL = Path.of("..", "docs", "tutorial.md");
    private static final Pattern PROGRAM = Pattern.compile(
            "```java\\n// (\\w+)\\.java\\n(.*?)```(?:\\n+It prints\\n+```\\n(.*?)```)?", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void everyProgramOfTheTutorialPrintsWhatItSays() throws Exception {
        Path classes = directory.resolve("classes");
        List<Path> sources = new ArrayList<>();
        List<Matcher> programs = new ArrayList<>();
        String tutorial = Files.readString(TUTORIAL);
        Matcher program = PROGRAM.matcher(tutorial);
        for (int from = 0; program.find(from); from = program.end()) {
            sources.add(source(program.group(1), program.group(2)));
            if (program.group(3) != null) {
                Matcher one = PROGRAM.matcher(tutorial);
                one.find(program.start());
                programs.add(one);
            }
        }
        OutsidePrograms.compile(classes, sources);
        Path services = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve("bstack.spi.BStackAllocatorProvider"), "BumpProvider\n");
        assertFalse(programs.isEmpty());
        for (Matcher one : programs) {
            String file = directory.resolve(one.group(1) + ".bstack").toString();
            List<String> printed = OutsidePrograms.onClassPath(classes, one.group(1), file);
            assertEquals(one.group(3).lines().toList(), printed, one.group(1));
        }
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name + ".java"), text);
    }
}
