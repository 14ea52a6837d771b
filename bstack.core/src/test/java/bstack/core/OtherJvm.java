package bstack.core;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/** Another process with {@link StackProgram}, or another program, in it. */
final class OtherJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    private OtherJvm(Process process) {
        this.process = process;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static OtherJvm start() throws IOException {
        return start(Map.of());
    }

    /** Starts it with some variables of the environment set. */
    static OtherJvm start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(List.of(), StackProgram.class));
        builder.environment().putAll(environment);
        return new OtherJvm(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** {@return the command line of a program that runs on what these tests run on} */
    static List<String> command(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                String.join(File.pathSeparator, location(BStack.class), location(Logger.class), testClasses()),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String location(Class<?> member) {
        try {
            return Path.of(member.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static String testClasses() {
        try {
            Path file = Path.of(OtherJvm.class.getResource("OtherJvm.class").toURI());
            return file.getParent().getParent().getParent().toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the answer to a command} */
    String say(String command) throws IOException {
        commands.println(command);
        return answers.readLine();
    }

    /** Sends a command whose answer is asked for later. */
    void begin(String command) {
        commands.println(command);
    }

    /** {@return the next answer} */
    String answer() throws IOException {
        return answers.readLine();
    }

    /** Ends the process by closing its input, with what it holds still open. */
    @Override
    public void close() {
        commands.close();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
