package bstack.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What files take on the disk. */
final class DiskUse {
    private DiskUse() {}

    /** {@return the bytes allocated to all files in a folder, as du counts them} */
    static long of(Path folder) throws IOException, InterruptedException {
        long bytes = 0;
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            bytes += ofFile(file);
        }
        return bytes;
    }

    /** The size, where the system has no command that knows better. */
    private static long ofFile(Path file) throws IOException, InterruptedException {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
            String out = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stat.waitFor() == 0) {
                String[] parts = out.split(" ");
                return Long.parseLong(parts[0]) * Long.parseLong(parts[1]);
            }
        } catch (IOException e) {
            return Files.size(file);
        }
        return Files.size(file);
    }
}
