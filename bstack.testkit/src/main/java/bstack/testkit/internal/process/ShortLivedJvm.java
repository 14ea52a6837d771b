package bstack.testkit.internal.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The command line of a JVM that lives for less than a second and is started by the thousand: interpreted, without a
 * log, its classes from an archive that a first run has left. That halves what such a process costs.
 */
public final class ShortLivedJvm {
    private static final int PATIENCE_SECONDS = 300;

    private final List<String> options;
    private final Class<?> program;

    private ShortLivedJvm(List<String> options, Class<?> program) {
        this.options = options;
        this.program = program;
    }

    /**
     * Runs a program once, to learn which classes it needs.
     *
     * @param directory where the archive may lie
     * @param arguments with which the program, given no input, comes to its end by itself
     * @throws IOException if it does not
     */
    public static ShortLivedJvm trained(Path directory, Class<?> program, String... arguments) throws IOException {
        Path archive = directory.resolve("classes.jsa");
        List<String> options = new ArrayList<>(List.of(
                JavaProcess.java(),
                "-Xint",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xlog:disable", // the JVM's own lines would come between what the program prints
                "-Xmx128m",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jars(directory)));
        ShortLivedJvm training = new ShortLivedJvm(with(options, "-XX:ArchiveClassesAtExit=" + archive), program);
        Process process = new ProcessBuilder(training.command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(program.getSimpleName() + " has not come to its end by itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program.getSimpleName() + " runs", e);
        } finally {
            process.destroyForcibly();
        }
        return new ShortLivedJvm(with(options, "-XX:SharedArchiveFile=" + archive), program);
    }

    private static List<String> with(List<String> options, String more) {
        List<String> longer = new ArrayList<>(options);
        longer.add(1, more);
        return longer;
    }

    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(options);
        command.add(program.getName());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** {@return the class path in jars, of which alone an archive can be made} */
    private static String jars(Path directory) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : JavaProcess.classPath().split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                jars.add(entry);
            } else if (Files.isDirectory(path)) {
                jars.add(jar(path, directory.resolve("classes-%d.jar".formatted(jars.size())))
                        .toString());
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            out.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
