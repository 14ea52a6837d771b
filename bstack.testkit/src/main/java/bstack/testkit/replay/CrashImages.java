package bstack.testkit.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A recorded collection of crash images: a zip of files {@code NAME.bstack}, each with a {@code NAME.expect}.
 *
 * <p>The lines of an {@code .expect} are {@code in-flight OPERATION}; for stacks {@code before LENGTH CRC32} and
 * {@code after LENGTH CRC32}; for allocators {@code live ID START LENGTH CRC32} and at most one
 * {@code subject ID START LENGTH CRC32}.
 */
public final class CrashImages {
    private static final String FILE = ".bstack";
    private static final String EXPECTATION = ".expect";

    private CrashImages() {}

    /**
     * Reads a collection.
     *
     * @param zip the zip file
     * @return its images, sorted by name
     * @throws IOException if it cannot be read, or if an image lacks its expectation
     */
    public static List<CrashImage> read(Path zip) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        List<CrashImage> images = new ArrayList<>();
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (entry.getKey().endsWith(FILE)) {
                String name = entry.getKey().substring(0, entry.getKey().length() - FILE.length());
                byte[] expectation = entries.get(name + EXPECTATION);
                if (expectation == null) {
                    throw new IOException("%s has no %s%s".formatted(zip, name, EXPECTATION));
                }
                List<String> lines =
                        new String(expectation, StandardCharsets.UTF_8).lines().toList();
                images.add(CrashImage.parse(name, entry.getValue(), lines));
            }
        }
        if (images.isEmpty()) {
            throw new IOException("no *%s in %s".formatted(FILE, zip));
        }
        return images;
    }
}
