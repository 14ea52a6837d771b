package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.core.BStack;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed is found by programs outside the project, on the class path as on the module path. */
class InstallationTest {
    private static final Path SOURCES = Path.of("src", "test", "resources", "outside");
    private static final List<String> INSTALLED =
            List.of("installed first-fit", "installed ghost-tree", "installed linear");

    @TempDir
    Path directory;

    /** A place for a new first-fit heap, a heap of each kind, and one that only outside.ring knows. */
    private final List<String> files = new ArrayList<>();

    @BeforeEach
    void makeFiles() throws IOException {
        files.add(directory.resolve("direct.bstack").toString());
        for (String name : List.of("first-fit", "ghost-tree")) {
            Path file = directory.resolve(name + ".bstack");
            BStackAllocators.create(file, name).close();
            files.add(file.toString());
        }
        Path ring = directory.resolve("ring.bstack");
        try (BStack stack = BStack.open(ring)) {
            stack.push("0123456789abcdefRING and then some".getBytes(StandardCharsets.US_ASCII));
        }
        files.add(ring.toString());
    }

    @Test
    void aModuleOutsideOpensAnAllocatorDirectlyAndFindsTheOthersByTheirMagic() throws Exception {
        List<String> lines =
                OutsidePrograms.onModulePath(List.of(compile("app")), "outside.app/outside.app.Main", files());
        assertEquals("direct first-fit hello", lines.get(0));
        assertEquals(INSTALLED, lines.subList(1, 4));
        assertEquals(List.of("found first-fit true", "found ghost-tree true"), lines.subList(4, 6));
        assertRefused(lines.get(6));
    }

    @Test
    void aProgramOnTheClassPathFindsTheSame() throws Exception {
        List<String> lines = OutsidePrograms.onClassPath(compile("app"), "outside.app.Main", files());
        assertEquals("direct first-fit hello", lines.get(0));
        assertEquals(INSTALLED, lines.subList(1, 4));
        assertEquals(List.of("found first-fit false", "found ghost-tree false"), lines.subList(4, 6));
        assertRefused(lines.get(6));
    }

    @Test
    void aThirdPartysAllocatorIsFoundAsAModule() throws Exception {
        List<String> lines = OutsidePrograms.onModulePath(
                List.of(compile("app"), compile("ring")), "outside.app/outside.app.Main", files());
        assertTrue(lines.contains("installed ring"), lines::toString);
        assertEquals("found ring true", lines.get(lines.size() - 1));
    }

    private Path compile(String module) throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES.resolve(module))) {
            return OutsidePrograms.compile(
                    directory.resolve(module),
                    sources.filter(file -> file.toString().endsWith(".java")).toList());
        }
    }

    private String[] files() {
        return files.toArray(String[]::new);
    }

    private static void assertRefused(String line) {
        assertTrue(line.startsWith("refused UnknownAllocatorException "), line);
        assertTrue(line.contains("RING"), () -> "says what was found: " + line);
        assertTrue(line.contains("first-fit"), () -> "says what is installed: " + line);
    }
}
