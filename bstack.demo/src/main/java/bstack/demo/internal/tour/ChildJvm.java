package bstack.demo.internal.tour;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another process that runs the command, with the Java and the modules of this one. */
public final class ChildJvm {
    /** The command's entry point, by name because that package is above this one. */
    private static final String MAIN = "bstack.demo.Main";

    private ChildJvm() {}

    /** {@return the process, not started yet, for {@code bstack} with these arguments} */
    public static ProcessBuilder of(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
        String modules = System.getProperty("jdk.module.path");
        String module = ChildJvm.class.getModule().getName();
        if (module != null && module.equals(System.getProperty("jdk.module.main"))) {
            command.add("--enable-native-access=bstack.core");
            if (modules != null) {
                // There is no module path where the modules are linked into the image of the JVM.
                command.addAll(List.of("-p", modules));
            }
            command.addAll(List.of("-m", module + "/" + MAIN));
        } else {
            // Started on the class path, or under a test runner: everything goes on the child's class path.
            String all = Stream.of(modules, System.getProperty("java.class.path"))
                    .filter(Objects::nonNull)
                    .filter(path -> !path.isEmpty())
                    .collect(Collectors.joining(File.pathSeparator));
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", all, MAIN));
        }
        command.addAll(Arrays.asList(args));
        return new ProcessBuilder(command);
    }
}
