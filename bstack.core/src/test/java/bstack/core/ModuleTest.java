package bstack.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the module shows to the outside. */
final class ModuleTest {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src", "main", "java");

    @Test
    void only_the_api_package_is_exported() throws IOException {
        try (InputStream in = BStack.class.getModule().getResourceAsStream("module-info.class")) {
            ModuleDescriptor module = ModuleDescriptor.read(in);
            assertEquals("bstack.core", module.name());
            assertEquals(
                    Set.of("bstack.core"),
                    module.exports().stream()
                            .map(ModuleDescriptor.Exports::source)
                            .collect(Collectors.toSet()));
            assertTrue(module.exports().stream().noneMatch(ModuleDescriptor.Exports::isQualified));
            assertEquals(Set.of(), module.opens());
            assertTrue(!module.isOpen());
        }
    }

    @Test
    void the_public_api_is_the_one_that_programs_were_compiled_against() throws Exception {
        Set<String> found = new TreeSet<>();
        for (String name : apiTypes()) {
            Class<?> type = Class.forName("bstack.core." + name);
            if (Modifier.isPublic(type.getModifiers())) {
                describe(type, found);
            }
        }
        try (InputStream in = ModuleTest.class.getResourceAsStream("/api.txt")) {
            List<String> pinned = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertEquals(String.join("\n", pinned), String.join("\n", found), "update api.txt if this is meant");
        }
    }

    private static List<String> apiTypes() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve("bstack/core"))) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".java") && !n.contains("-"))
                    .map(n -> n.substring(0, n.length() - ".java".length()))
                    .toList();
        }
    }

    private static void describe(Class<?> type, Set<String> into) {
        String name = type.getName().substring("bstack.core.".length());
        for (Constructor<?> c : type.getDeclaredConstructors()) {
            add(c, name + "(" + parameters(c), into);
        }
        for (Method m : type.getDeclaredMethods()) {
            if (!m.isSynthetic()) {
                String result = m.getReturnType().getSimpleName();
                add(m, name + "." + m.getName() + "(" + parameters(m) + " : " + result, into);
            }
        }
        for (Class<?> inner : type.getDeclaredClasses()) {
            if (Modifier.isPublic(inner.getModifiers())) {
                describe(inner, into);
            }
        }
    }

    private static void add(Executable e, String description, Set<String> into) {
        if (Modifier.isPublic(e.getModifiers())) {
            into.add(description);
        }
    }

    private static String parameters(Executable e) {
        return Arrays.stream(e.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", ")) + ")";
    }
}
