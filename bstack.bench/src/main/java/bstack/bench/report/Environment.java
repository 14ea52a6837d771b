package bstack.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The machine that was measured on. */
public final class Environment {
    private Environment() {}

    /**
     * {@return what a reader of figures must know, a line each, in Markdown}
     *
     * @param folder where files are made
     * @throws IOException if the folder cannot be looked at
     */
    public static List<String> lines(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("date: "
                + ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'")));
        lines.add("machine: %s, %d processors, %s of memory"
                .formatted(processor(), Runtime.getRuntime().availableProcessors(), memory()));
        lines.add("kernel: %s %s %s"
                .formatted(
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch")));
        lines.add("JDK: %s, %s".formatted(System.getProperty("java.vm.vendor"), System.getProperty("java.vm.version")));
        FileStore store = Files.getFileStore(folder);
        lines.add("file system: %s on %s".formatted(store.type(), store.name()));
        return lines;
    }

    /**
     * {@return whether files in a folder are kept in memory, where a flush means nothing}
     *
     * @param folder the folder
     * @throws IOException if the folder cannot be looked at
     */
    public static boolean isInMemory(Path folder) throws IOException {
        String type = Files.getFileStore(folder).type();
        return type.equals("tmpfs") || type.equals("ramfs");
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name", ":");
    }

    private static String memory() {
        String kib = line("/proc/meminfo", "MemTotal", ":").replaceAll("\\D", "");
        return kib.isEmpty() ? "unknown size" : Format.bytes(Long.parseLong(kib) * 1024.0);
    }

    private static String line(String file, String key, String separator) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "unknown";
        }
        try {
            return Files.readAllLines(path, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(separator) + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
