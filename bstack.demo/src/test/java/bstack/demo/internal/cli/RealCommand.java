package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.tour.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs of the command in processes of their own, from start to end. */
final class RealCommand {
    /** Guards against hanging; no test asserts that anything takes less. */
    private static final long PATIENCE_SECONDS = 120;

    private final Path temporary;
    private final List<String> options;
    private final Map<String, String> environment;

    private RealCommand(Path temporary, List<String> options, Map<String, String> environment) {
        this.temporary = temporary;
        this.options = options;
        this.environment = environment;
    }

    /** {@return runs that keep temporary files in a folder, which is made, and take options for the JVM} */
    static RealCommand in(Path temporary, String... options) throws IOException {
        return new RealCommand(Files.createDirectories(temporary), List.of(options), Map.of());
    }

    /** {@return such runs with a variable of the environment more} */
    RealCommand with(String variable, String value) {
        return new RealCommand(temporary, options, Map.of(variable, value));
    }

    /** {@return what the command has done} */
    CommandTest.Result run(Object... args) throws Exception {
        return runWithInput(new byte[0], args);
    }

    /** {@return what the command has done with this standard input} */
    CommandTest.Result runWithInput(byte[] input, Object... args) throws Exception {
        ProcessBuilder builder =
                ChildJvm.of(Stream.of(args).map(Object::toString).toArray(String[]::new));
        builder.command().addAll(1, options);
        builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(environment);
        Path out = Files.createTempFile(temporary, "run-", ".out");
        Path err = Files.createTempFile(temporary, "run-", ".err");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException e) {
                // The command has ended without reading it all.
            }
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertTrue(ended, () -> "the command hangs: " + String.join(" ", builder.command()));
            return new CommandTest.Result(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
