package bstack.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Javas that users' programs are run on. */
enum OutsideJdk {
    /** The one that this test runs on. */
    OF_THIS_TEST,
    /** The default one, if it is older than what native access needs. */
    OLDER;

    private static final int LEAST = 17;
    private static final int NATIVE_FROM = 22;

    /** {@return its folder} Skips the test if there is none. */
    Path home() {
        Optional<Path> home = this == OF_THIS_TEST ? Optional.of(Path.of(System.getProperty("java.home"))) : older();
        assumeTrue(home.isPresent(), "neither java on the path nor JAVA_HOME is a JDK 17 to 21");
        return home.get();
    }

    /** {@return the feature number of its version} */
    int version() {
        return version(home());
    }

    /** {@return one of its programs} */
    String program(String name) {
        return home().resolve(Path.of("bin", name)).toString();
    }

    /** Skips the test if it cannot make images. */
    void assumeJlink() {
        boolean jlink = Files.isExecutable(Path.of(program("jlink")));
        // From 24 on, a JDK may come without that folder, and be able to make images all the same.
        boolean modules = Files.isDirectory(home().resolve("jmods")) || version() >= 24;
        assumeTrue(jlink && modules, () -> home() + " cannot make images");
    }

    private static Optional<Path> older() {
        Stream<Path> onThePath = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "java"))
                .filter(Files::isExecutable)
                .limit(1)
                .map(OutsideJdk::homeOf);
        Stream<Path> byVariable = Stream.ofNullable(System.getenv("JAVA_HOME"))
                .filter(home -> !home.isEmpty())
                .map(Path::of);
        return Stream.concat(onThePath, byVariable)
                .filter(home -> version(home) >= LEAST && version(home) < NATIVE_FROM)
                .findFirst();
    }

    private static Path homeOf(Path java) {
        try {
            return java.toRealPath().getParent().getParent();
        } catch (IOException e) {
            return java;
        }
    }

    /** {@return the feature number that the file in a JDK's folder gives; 0 if there is no such file} */
    private static int version(Path home) {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            return 0;
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.replaceAll("[^0-9].*", ""));
    }
}
