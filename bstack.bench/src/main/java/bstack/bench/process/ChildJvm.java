package bstack.bench.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another JVM with this one's class path and options, for what has to be killed or watched from outside: quick to
 * start by default.
 */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * {@return the command that starts it}
     *
     * @param main the class to run
     * @param arguments its arguments
     */
    public static List<String> command(Class<?> main, String... arguments) {
        return command(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), main, arguments);
    }

    /**
     * {@return the command that starts one as users do, for measuring}
     *
     * @param main the class to run
     * @param arguments its arguments
     */
    public static List<String> commandAsUsers(Class<?> main, String... arguments) {
        return command(List.of(), main, arguments);
    }

    private static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("--")) {
                command.add(option);
            }
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * {@return the running process; its errors go to this one's}
     *
     * @param command what {@link #command} has given, or with something before it
     * @throws IOException if it cannot be started
     */
    public static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
