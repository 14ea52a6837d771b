package bstack.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program {@code outside.worker}, compiled once for Java 17 against the packed jars, and put into each form. */
final class OutsideWorker {
    private static final Path SOURCES =
            Path.of("src", "test", "resources", "outside").toAbsolutePath();
    private static final Pattern LIBRARY =
            Pattern.compile("(bstack\\.(core|spi|alloc\\.\\w+)|slf4j-api|logback-(core|classic))-.*\\.jar");
    private static final String MAIN = "outside.worker.Worker";
    private static final String MODULES =
            "outside.worker,bstack.alloc.firstfit,bstack.alloc.ghosttree,ch.qos.logback.classic";
    private static final String SERVICES = "META-INF/services/";

    private final Path folder;
    private final Path loaders;
    /** The program, and all that it needs. */
    private final List<Path> jars = new ArrayList<>();

    OutsideWorker(Path folder) throws IOException {
        this.folder = folder;
        loaders = folder.resolve("loaders");
        PackedJars.compile(loaders, "--class-path", "", sources("loaders"));
        Path classes = folder.resolve("worker");
        PackedJars.compile(classes, "--module-path", PackedJars.path(List.of(), LIBRARY), sources("worker"));
        Path jar = folder.resolve("worker.jar");
        PackedJars.tool("jar", List.of("-cf", jar.toString(), "-C", classes.toString(), "."));
        jars.add(jar);
        jars.addAll(PackedJars.named(LIBRARY));
    }

    /** {@return the command that starts the program in a form; the program's arguments come after it} */
    List<String> command(OutsideForm form, OutsideJdk jdk) throws Exception {
        String all = joined(jars.stream());
        switch (form) {
            case CLASS_PATH:
                return java(jdk, "--enable-native-access=ALL-UNNAMED", "-cp", all, MAIN);
            case MODULE_PATH:
                return java(jdk, "--enable-native-access=bstack.core", "-p", all, "-m", "outside.worker/" + MAIN);
            case JLINK_IMAGE:
                return java(image(jdk).resolve(Path.of("bin", "java")).toString(), "-m", "outside.worker/" + MAIN);
            case SHADED_JAR:
            case SHADED_JAR_WITHOUT_THE_LINE:
                return java(jdk, "-jar", shaded(form).toString());
            case NESTED_JARS:
            case NESTED_JARS_WITHOUT_VERSIONS:
                return java(jdk, "-jar", nested(form).toString());
            default:
                return isolated(jdk, "outside.loaders.IsolatingLauncher", MAIN);
        }
    }

    /** {@return the command that starts a program that has two copies of the library} */
    List<String> twoCopies(OutsideJdk jdk) {
        return isolated(jdk, "outside.loaders.TwoCopies");
    }

    private List<String> isolated(OutsideJdk jdk, String... program) {
        String path = joined(Stream.concat(Stream.of(loaders), jars.stream()));
        List<String> command = java(jdk, "--enable-native-access=ALL-UNNAMED", "-cp", path);
        command.addAll(List.of(program));
        return command;
    }

    private static List<String> java(OutsideJdk jdk, String... options) {
        return java(jdk.program("java"), options);
    }

    private static List<String> java(String java, String... options) {
        List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dlogback.configurationFile=" + SOURCES.resolve(Path.of("worker", "logback.xml")));
        command.addAll(List.of(options));
        return command;
    }

    private Path image(OutsideJdk jdk) throws Exception {
        jdk.assumeJlink();
        Path image = folder.resolve("image-" + jdk);
        List<String> command = new ArrayList<>(List.of(jdk.program("jlink"), "--output", image.toString()));
        command.addAll(List.of("--module-path", joined(jars.stream()), "--add-modules", MODULES));
        if (jdk == OutsideJdk.OF_THIS_TEST) {
            command.add("--add-options=--enable-native-access=bstack.core");
        }
        Process jlink = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(jlink.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jlink.waitFor() != 0) {
            throw new AssertionError("jlink: " + printed);
        }
        return image;
    }

    /** {@return a jar with the content of all jars, where services of one name are joined, and modules are none} */
    private Path shaded(OutsideForm form) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        for (Path jar : jars) {
            read(jar).forEach((name, bytes) -> {
                if (name.startsWith(SERVICES)) {
                    content.merge(name, bytes, OutsideWorker::lines);
                } else if (!name.endsWith("module-info.class")) {
                    content.putIfAbsent(name, bytes);
                }
            });
        }
        Manifest manifest = manifest(MAIN);
        if (form.keepsVersions()) {
            manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        }
        return write(form, manifest, content);
    }

    /** {@return a jar with the loader's classes, and with the program and all that it needs as jars in it} */
    private Path nested(OutsideForm form) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        for (Path jar : jars) {
            content.put("BOOT-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
        try (Stream<Path> classes = Files.walk(loaders)) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                String name = loaders.relativize(file).toString().replace(File.separatorChar, '/');
                content.put(name, Files.readAllBytes(file));
            }
        }
        Manifest manifest = manifest("outside.loaders.NestedJarLauncher");
        manifest.getMainAttributes().putValue("Start-Class", MAIN);
        manifest.getMainAttributes().putValue("Loader-Knows-Versions", String.valueOf(form.keepsVersions()));
        return write(form, manifest, content);
    }

    private static Manifest manifest(String main) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        return manifest;
    }

    private static Map<String, byte[]> read(Path jar) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    try (InputStream in = file.getInputStream(entry)) {
                        content.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        return content;
    }

    private Path write(OutsideForm form, Manifest manifest, Map<String, byte[]> content) throws IOException {
        Path jar = folder.resolve(form + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            content.forEach((name, bytes) -> {
                try {
                    out.putNextEntry(new JarEntry(name));
                    out.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return jar;
    }

    private static byte[] lines(byte[] first, byte[] second) {
        String joined = new String(first, StandardCharsets.UTF_8) + "\n" + new String(second, StandardCharsets.UTF_8);
        return joined.getBytes(StandardCharsets.UTF_8);
    }

    private static String joined(Stream<Path> files) {
        return files.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static List<Path> sources(String name) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES.resolve(name))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
