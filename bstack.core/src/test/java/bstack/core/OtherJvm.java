package bstack.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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
        return start(StackProgram.class, environment);
    }

    /** Starts one that has two copies of the library. */
    static OtherJvm withTwoCopies() throws IOException {
        return start(TwoCopiesProgram.class, Map.of());
    }

    private static OtherJvm start(Class<?> program, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(JavaProgram.command(JavaProgram.QUICK, program));
        builder.environment().putAll(environment);
        return new OtherJvm(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
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
