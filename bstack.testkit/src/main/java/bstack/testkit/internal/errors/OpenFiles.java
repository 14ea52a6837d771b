package bstack.testkit.internal.errors;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds of a file, where {@code /proc} tells. */
final class OpenFiles {
    private static final Path PROCESS = Path.of("/proc/self");

    private OpenFiles() {}

    /**
     * Checks that a file is neither open nor mapped, nor anything else in its folder.
     *
     * @throws AssertionError if it is
     */
    static void refuse(Path file) throws IOException {
        if (!Files.isDirectory(PROCESS.resolve("fd"))) {
            return;
        }
        String folder = file.toAbsolutePath().resolveSibling("").toRealPath().toString();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROCESS.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (target(descriptor).startsWith(folder)) {
                    throw new AssertionError("a descriptor is open: " + target(descriptor));
                }
            }
        }
        for (String line : Files.readAllLines(PROCESS.resolve("maps"))) {
            if (line.contains(folder)) {
                throw new AssertionError("a mapping is left: " + line);
            }
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile, such as the one that lists them
        }
    }
}
