package bstack.crashtest;

import bstack.core.BStack;
import bstack.testkit.internal.errors.ErrorProgram;
import bstack.testkit.internal.process.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.slf4j.LoggerFactory;

/**
 * The workshop for mutants: compiles the changed sources against the module they belong to, and runs a scenario in a
 * JVM of its own, in which they patch that module. Thread-safe.
 */
final class MutantBuild {
    private static final Path SOURCES = Path.of("..", "bstack.core", "src", "main", "java");
    private static final Path INTERNAL = Path.of("bstack", "core", "internal");
    private static final ToolProvider JAVAC = ToolProvider.findFirst("javac").orElseThrow();
    private static final long MINUTES = 10;

    private final Path directory;

    /** @param directory where sources and classes go */
    MutantBuild(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes a mutant, and runs its scenario.
     *
     * @return the lines that the scenario has printed, the last of which is the verdict of {@link MutantScenario#main}
     */
    List<String> run(Mutant mutant) throws IOException, InterruptedException {
        Path classes = compile(mutant);
        Path home = classes.getParent();
        Path output = home.resolve("output");
        Process child = new ProcessBuilder(command(mutant, classes))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!child.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(mutant + " has not ended after " + MINUTES + " minutes");
            }
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    /** Makes a mutant. {@return the folder of its classes} */
    Path compile(Mutant mutant) throws IOException {
        Path home = Files.createTempDirectory(directory, mutant.name());
        Path classes = Files.createDirectory(home.resolve("classes"));
        compile(changedSources(mutant, home.resolve("src")), home.resolve("src"), classes);
        return classes;
    }

    private static Set<Path> changedSources(Mutant mutant, Path root) throws IOException {
        Set<Path> changed = new LinkedHashSet<>();
        for (Mutant.Edit edit : mutant.edits()) {
            Path target = root.resolve(INTERNAL).resolve(edit.file());
            Path source = changed.contains(target)
                    ? target
                    : SOURCES.resolve(INTERNAL).resolve(edit.file());
            List<String> lines = edit.apply(Files.readAllLines(source, StandardCharsets.UTF_8));
            Files.createDirectories(target.getParent());
            Files.write(target, lines, StandardCharsets.UTF_8);
            changed.add(target);
        }
        return changed;
    }

    private static void compile(Set<Path> sources, Path root, Path classes) {
        String path = modulePath() + File.pathSeparator + location(NullMarked.class);
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-p", path, "--patch-module", "bstack.core=" + root, "-d", classes.toString()));
        sources.forEach(source -> arguments.add(source.toString()));
        StringWriter messages = new StringWriter();
        PrintWriter printer = new PrintWriter(messages);
        if (JAVAC.run(printer, printer, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("a mutant does not compile: " + messages);
        }
    }

    private static List<String> command(Mutant mutant, Path classes) {
        List<String> command = new ArrayList<>(List.of(
                JavaProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dbstack.crash.threads=1",
                "--enable-native-access=bstack.core"));
        command.addAll(ErrorProgram.inheritedOptions());
        command.addAll(List.of(
                "--add-modules",
                "bstack.core",
                "--patch-module",
                "bstack.core=" + classes,
                "-D%s=%s".formatted(JavaProcess.PATCH, classes),
                "--add-exports",
                "bstack.core/bstack.core.internal.storage=ALL-UNNAMED",
                "-p",
                modulePath(),
                "-cp",
                location(MutantScenario.class) + File.pathSeparator + JavaProcess.classPath(),
                MutantScenario.class.getName(),
                mutant.scenario().name(),
                Long.toString(mutant.states()),
                Long.toString(Long.getLong("bstack.seed", 1))));
        return command;
    }

    private static String modulePath() {
        return location(BStack.class) + File.pathSeparator + location(LoggerFactory.class);
    }

    /** {@return the jar, or the folder, that a class is in} */
    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
