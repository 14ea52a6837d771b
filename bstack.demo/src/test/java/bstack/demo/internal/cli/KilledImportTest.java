package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.tour.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed in the middle of an import. */
@Tag("campaign")
class KilledImportTest extends CommandTest {
    private static final int FILES = 600;

    @ParameterizedTest
    @ValueSource(strings = {"first-fit", "ghost-tree"})
    void everyPrintedKeyIsThereAndEveryKeyIsItsOldOrItsNewSource(String allocator) throws IOException {
        long seed = Long.getLong("bstack.seed", new Random().nextLong());
        System.out.println("seed: -Dbstack.seed=" + seed);
        Random random = new Random(seed);
        Path before = newSource("before", random, 0);
        Path after = newSource("after", random, 100);
        Path store = newStore(allocator);
        assertEquals(Bstack.DONE, run("import", store, before).code());
        Set<String> printed = importAndKill(store, after, random.nextInt(FILES / 2));
        run("check", store).succeeded();
        Set<String> listed =
                new HashSet<>(run("ls", store).succeeded().out().lines().toList());
        assertTrue(listed.containsAll(printed));
        for (String key : listed) {
            byte[] value = run("get", store, key).succeeded().bytes();
            boolean isNew =
                    Files.exists(after.resolve(key)) && Arrays.equals(Files.readAllBytes(after.resolve(key)), value);
            if (printed.contains(key) || !isNew) {
                Path expected = (printed.contains(key) ? after : before).resolve(key);
                assertArrayEquals(Files.readAllBytes(expected), value, key);
            }
        }
    }

    /** {@return a folder with files of random content, numbered from {@code first}} */
    private Path newSource(String name, Random random, int first) throws IOException {
        Path source = Files.createDirectory(folder.resolve(name));
        for (int i = first; i < first + FILES; i++) {
            byte[] content = new byte[random.nextInt(5000)];
            random.nextBytes(content);
            Files.write(source.resolve("file-" + i), content);
        }
        return source;
    }

    /** Imports in another process, which is killed when it has printed so many keys; {@return all it has printed} */
    private static Set<String> importAndKill(Path store, Path source, int enough) throws IOException {
        Process process = ChildJvm.of("import", store.toString(), source.toString())
                .redirectError(Redirect.DISCARD)
                .start();
        Set<String> printed = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                if (printed.size() > enough) {
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
            process.onExit().join();
        }
        assertTrue(printed.size() > enough, "the import prints until it is killed");
        return printed;
    }
}
