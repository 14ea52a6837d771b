package bstack.alloc.ghosttree;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** The classes of this module and its tests once more, one of them made from a source that was changed. */
final class MutantLoader extends URLClassLoader {
    private static final String MODULE = "bstack.alloc.ghosttree.";
    private static final Path SOURCES = Path.of("src", "main", "java", "bstack", "alloc", "ghosttree", "internal");

    private MutantLoader(URL... folders) {
        super(folders, MutantLoader.class.getClassLoader());
    }

    /**
     * {@return the classes with a change}
     *
     * @param directory where the changed class goes
     * @param file the source, below the module's internal packages
     * @param original what must occur once in it
     * @param replacement what takes its place
     */
    static MutantLoader of(Path directory, String file, String original, String replacement) throws IOException {
        String source = Files.readString(SOURCES.resolve(file));
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException("%s has changed: it must hold this once: %s".formatted(file, original));
        }
        Path changed = directory.resolve(Path.of(file).getFileName());
        Files.writeString(changed, source.substring(0, at) + replacement + source.substring(at + original.length()));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(changed, classes);
        return new MutantLoader(
                url(classes), location(GhostTreeBStackAllocator.class), url(rootOf(MutantLoader.class)));
    }

    private static void compile(Path source, Path classes) throws IOException {
        List<String> path = new ArrayList<>();
        for (String name : List.of(
                "bstack.alloc.ghosttree.GhostTreeBStackAllocator",
                "bstack.core.BStack",
                "bstack.spi.BStackSlice",
                "org.jspecify.annotations.Nullable",
                "org.slf4j.Logger")) {
            path.add(Path.of(uri(location(named(name)))).toString());
        }
        StringWriter messages = new StringWriter();
        PrintWriter printer = new PrintWriter(messages);
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        printer,
                        printer,
                        "-proc:none",
                        "-cp",
                        String.join(File.pathSeparator, path),
                        "-d",
                        classes.toString(),
                        source.toString());
        if (result != 0) {
            throw new IllegalStateException("a mutant does not compile: " + messages);
        }
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static URI uri(URL url) {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(Path folder) throws MalformedURLException {
        return folder.toUri().toURL();
    }

    /** {@return the folder that a test's class is in; that of its module is another} */
    private static Path rootOf(Class<?> type) {
        Path folder = Path.of(uri(type.getResource(type.getSimpleName() + ".class")));
        for (long depth = type.getName().chars().filter(c -> c == '.').count(); depth >= 0; depth--) {
            folder = folder.getParent();
        }
        return folder;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(MODULE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    /** Runs the model, in these classes, from a seed on. {@return what it finds first, or null} */
    Throwable firstFinding(long seed, int runs, int operations) throws ReflectiveOperationException {
        var run = Class.forName(HeapModel.class.getName(), true, this).getMethod("run", long.class, int.class);
        for (int i = 0; i < runs; i++) {
            try {
                run.invoke(null, seed + i, operations);
            } catch (java.lang.reflect.InvocationTargetException e) {
                return e.getCause();
            }
        }
        return null;
    }
}
