package bstack.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bstack.testkit.AllocatorContract;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The API of every exported package is the one that programs were compiled against: what is public or protected stands in
 * {@code src/test/resources/api}, a line each. {@code -Dbstack.api.write=true} writes it anew, for a change that is meant.
 */
class ApiTest {
    private static final Path PINNED = Path.of("src", "test", "resources", "api");
    private static final boolean WRITE = Boolean.getBoolean("bstack.api.write");

    /** {@return the modules of this project: those that run as modules here, and the test kit, which is on the class path} */
    static List<ModuleReference> modules() throws URISyntaxException {
        Path kit = Path.of(AllocatorContract.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Stream.concat(
                        ModuleLayer.boot().configuration().modules().stream().map(ResolvedModule::reference),
                        ModuleFinder.of(kit).findAll().stream())
                .filter(module -> module.descriptor().name().startsWith("bstack."))
                .toList();
    }

    static List<String> exportedPackages() throws URISyntaxException {
        return modules().stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void everyPinnedPackageIsExported() throws Exception {
        List<String> exported = exportedPackages();
        assertFalse(exported.isEmpty());
        try (Stream<Path> files = Files.list(PINNED)) {
            assertEquals(
                    exported,
                    files.map(file -> file.getFileName().toString().replace(".txt", ""))
                            .sorted()
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("exportedPackages")
    void theApiIsAsItWas(String exported) throws Exception {
        Set<String> found = new TreeSet<>();
        for (String type : topLevelTypes(exported)) {
            describe(Class.forName(type, false, ApiTest.class.getClassLoader()), found);
        }
        Path pinned = PINNED.resolve(exported + ".txt");
        if (WRITE) {
            Files.createDirectories(PINNED);
            Files.write(pinned, found);
        }
        assertEquals(
                Files.readString(pinned),
                found.stream().map(line -> line + "\n").collect(Collectors.joining()),
                "if this is meant: -Dbstack.api.write=true");
    }

    private static List<String> topLevelTypes(String exported) throws IOException, URISyntaxException {
        String folder = exported.replace('.', '/') + "/";
        for (ModuleReference module : modules()) {
            if (module.descriptor().packages().contains(exported)) {
                try (ModuleReader reader = module.open();
                        Stream<String> names = reader.list()) {
                    return names.filter(name -> name.startsWith(folder) && name.endsWith(".class"))
                            .map(name -> name.substring(folder.length(), name.length() - ".class".length()))
                            .filter(name -> name.chars().allMatch(Character::isLetterOrDigit))
                            .map(name -> exported + "." + name)
                            .toList();
                }
            }
        }
        throw new IllegalStateException("no module has " + exported);
    }

    private static void describe(Class<?> type, Set<String> into) {
        if (!isVisible(type.getModifiers())) {
            return;
        }
        String name = type.getName().substring(type.getPackageName().length() + 1);
        into.add(name + " " + Modifier.toString(type.getModifiers()) + parents(type));
        for (Constructor<?> c : type.getDeclaredConstructors()) {
            add(c, name + "(" + parameters(c), into);
        }
        for (Method m : type.getDeclaredMethods()) {
            String result = m.getReturnType().getSimpleName();
            add(m, name + "." + m.getName() + "(" + parameters(m) + " : " + result, into);
        }
        for (Field f : type.getDeclaredFields()) {
            add(f, name + "." + f.getName() + " : " + f.getType().getSimpleName(), into);
        }
        for (Class<?> nested : type.getDeclaredClasses()) {
            describe(nested, into);
        }
    }

    private static String parents(Class<?> type) {
        String parents = Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .map(Class::getSimpleName)
                .filter(parent -> !parent.equals("Object"))
                .collect(Collectors.joining(", "));
        return parents.isEmpty() ? "" : " : " + parents;
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void add(Member member, String description, Set<String> into) {
        if (isVisible(member.getModifiers()) && !member.isSynthetic()) {
            into.add(description + (Modifier.isStatic(member.getModifiers()) ? " static" : ""));
        }
    }

    private static String parameters(Executable e) {
        return Arrays.stream(e.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", ")) + ")";
    }
}
