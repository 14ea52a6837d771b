package bstack.testkit.internal.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The command line of another JVM that runs a class of the tests, on everything that this one runs on. */
public final class JavaProcess {
    /** A property that names classes which take the place of others of the same names. */
    public static final String PATCH = "bstack.patch";

    private JavaProcess() {}

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                program.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** {@return everything that this JVM runs on, modules included, as one class path} */
    public static String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (String property : List.of(PATCH, "jdk.module.path", "surefire.test.class.path", "java.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
                if (!entry.isEmpty()) {
                    entries.add(entry);
                }
            }
        }
        return String.join(File.pathSeparator, entries);
    }
}
