package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A copy of the script {@code bstack} where nothing is built, with a stub in the place of Maven. */
final class ScriptCopy {
    private ScriptCopy() {}

    /**
     * Makes the copy; the stub is in the folder {@code bin}.
     *
     * @param root where
     * @param said what the stub prints before it fails
     */
    static void make(Path root, String said) throws IOException {
        Path script = Path.of("..", "bstack");
        assumeTrue(Files.isExecutable(script) && Files.isExecutable(Path.of("/bin/sh")), "no shell here");
        Files.copy(script, root.resolve("bstack"), StandardCopyOption.COPY_ATTRIBUTES);
        Path search = Path.of(".mvn", "find-jdk.sh");
        Files.createDirectory(root.resolve(".mvn"));
        Files.copy(Path.of("..").resolve(search), root.resolve(search));
        Path maven = Files.createDirectory(root.resolve("bin")).resolve("mvn");
        String stub = "#!/bin/sh\necho '%s'\nexit 1\n".formatted(said);
        assertTrue(Files.writeString(maven, stub).toFile().setExecutable(true));
    }
}
