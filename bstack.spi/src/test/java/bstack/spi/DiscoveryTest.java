package bstack.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.core.BStack;
import com.google.auto.service.AutoService;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A provider of somebody else is found by a program of somebody else: on the class path, and on the module path. */
class DiscoveryTest {
    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void aProviderRegisteredWithAutoServiceIsFoundOnTheClassPath() throws Exception {
        List<Path> path = library();
        path.add(TEST_CLASSES);
        assertEquals(
                List.of("installed fake", "installed linear", "opened fake 3"),
                run("--class-path", joined(path), "bstack.spi.fake.ListInstalled", heap()));
    }

    @Test
    void aProviderOfAModuleOutsideTheProjectIsFoundOnTheModulePath() throws Exception {
        List<Path> path = library();
        path.add(compileThirdParty(path));
        assertEquals(
                List.of("installed fake", "installed linear", "opened fake 3"),
                run("--module-path", joined(path), "--module", "third.party/bstack.spi.fake.ListInstalled", heap()));
    }

    /** Compiles the fakes as a module of their own, which has nothing but the exported packages to use. */
    private Path compileThirdParty(List<Path> modulePath) throws IOException {
        Path classes = folder.resolve("third.party");
        Path descriptor = folder.resolve("module-info.java");
        Files.writeString(descriptor, """
                module third.party {
                    requires bstack.spi;
                    requires static com.google.auto.service;
                    provides bstack.spi.BStackAllocatorProvider with bstack.spi.fake.FakeProvider;
                }
                """);
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "--module-path",
                joined(modulePath) + File.pathSeparator + location(AutoService.class),
                descriptor.toString()));
        for (String source : List.of("FakeAllocator", "FakeProvider", "ListInstalled")) {
            arguments.add(Path.of("src", "test", "java", "bstack", "spi", "fake", source + ".java")
                    .toString());
        }
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertEquals(0, status);
        return classes;
    }

    private String heap() {
        return folder.resolve("heap.bstack").toString();
    }

    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("stderr");
        Process java =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        List<String> lines;
        try (var out = java.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        assertEquals(0, java.waitFor(), "exit status; standard error:\n" + Files.readString(errors));
        return lines;
    }

    private static List<Path> library() {
        return new ArrayList<>(List.of(location(BStack.class), location(BStackSlice.class), location(Logger.class)));
    }

    private static Path location(Class<?> member) {
        try {
            return Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static String joined(List<Path> paths) {
        return String.join(
                File.pathSeparator, paths.stream().map(Path::toString).toList());
    }
}
