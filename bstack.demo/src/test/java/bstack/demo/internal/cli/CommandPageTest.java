package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.demo.internal.tour.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of docs/command.md, one after the other in one folder, and compares what it says. In the page, {@code
 * …} stands for anything within a line, and alone on a line for any lines. {@code -Dbstack.docs.write=true} writes the
 * outputs anew where they differ.
 */
@Tag("campaign")
class CommandPageTest {
    private static final Path PAGE = Path.of("..", "docs", "command.md");
    private static final boolean WRITE = Boolean.getBoolean("bstack.docs.write");
    private static final long PATIENCE_SECONDS = 120;
    private static final String ANYTHING = "…";

    @TempDir
    Path folder;

    @Test
    void everyExampleSaysWhatThePageShows() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell here");
        makeCommand();
        List<String> written = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        List<String> page = Files.readAllLines(PAGE);
        int commands = 0;
        boolean inside = false;
        for (int i = 0; i < page.size(); i++) {
            String line = page.get(i);
            written.add(line);
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside && line.startsWith("$ ")) {
                List<String> shown = new ArrayList<>();
                while (!page.get(i + 1).startsWith("$ ") && !page.get(i + 1).startsWith("```")) {
                    shown.add(page.get(++i));
                }
                commands++;
                List<String> said = run(line.substring(2));
                boolean fits = fits(shown, said);
                written.addAll(fits ? shown : said);
                if (!fits) {
                    wrong.add("%s\n  shown: %s\n  said:  %s".formatted(line, shown, said));
                }
            }
        }
        if (WRITE) {
            Files.write(PAGE, written);
            return;
        }
        assertTrue(commands > 30, commands + " commands");
        assertEquals("", String.join("\n", wrong), "if this is meant: -Dbstack.docs.write=true");
    }

    /** Makes a command of the name bstack, which runs the classes under test. */
    private void makeCommand() throws IOException {
        List<String> words = ChildJvm.of().command();
        String script = words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path command = Files.writeString(bin.resolve("bstack"), "#!/bin/sh\nexec " + script + " \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve("work"));
    }

    private List<String> run(String command) throws Exception {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
                .directory(folder.resolve("work").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "hangs: " + command);
        return Files.readAllLines(out);
    }

    private static boolean fits(List<String> shown, List<String> said) {
        String pattern = shown.stream()
                .map(line -> line.equals(ANYTHING)
                        ? "(?s:.*?)"
                        : Stream.of(line.split(ANYTHING, -1))
                                        .map(Pattern::quote)
                                        .collect(Collectors.joining(".*")) + "\n")
                .collect(Collectors.joining());
        return Pattern.compile(pattern)
                .matcher(said.stream().map(line -> line + "\n").collect(Collectors.joining()))
                .matches();
    }
}
