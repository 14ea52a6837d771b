package bstack.testkit.internal.errors;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent that puts sites into the classes under test, see {@link SiteWeaver}. Its argument says which: prefixes
 * of class names, see {@link WovenClasses}. Its jar holds a manifest only; the classes are those on the class path.
 */
public final class ErrorAgent {
    private static volatile boolean loaded;

    private ErrorAgent() {}

    /** {@return whether it works in this JVM, so that sites can be reached} */
    static boolean isLoaded() {
        return loaded;
    }

    /** {@return whether this JVM has what it needs: {@code java.lang.classfile}, of JDK 24} */
    public static boolean isPossible() {
        return Runtime.version().feature() >= 24;
    }

    /**
     * Writes the agent's jar, for {@code -javaagent:}.
     *
     * @param directory where
     * @return the jar
     * @throws IOException if it cannot be written
     */
    public static Path jar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ErrorAgent.class.getName());
        attributes.putValue("Agent-Class", ErrorAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        Path jar = directory.resolve("bstack-errors-agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /**
     * Starts with the JVM.
     *
     * @param argument which classes
     * @param instrumentation what the JVM offers
     */
    public static void premain(String argument, Instrumentation instrumentation) {
        start(argument, instrumentation);
    }

    /**
     * Starts in a JVM that is running; classes that are loaded already are rewritten.
     *
     * @param argument which classes
     * @param instrumentation what the JVM offers
     * @throws UnmodifiableClassException if the JVM refuses that
     */
    public static void agentmain(String argument, Instrumentation instrumentation) throws UnmodifiableClassException {
        WovenClasses classes = start(argument, instrumentation);
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            if (classes.contains(c.getName().replace('.', '/')) && instrumentation.isModifiableClass(c)) {
                instrumentation.retransformClasses(c);
            }
        }
    }

    private static WovenClasses start(String argument, Instrumentation instrumentation) {
        WovenClasses classes = new WovenClasses(argument == null ? "" : argument);
        instrumentation.addTransformer(new Transformer(classes, instrumentation), true);
        loaded = true;
        return classes;
    }

    /** Rewrites each class once, however many class loaders load it. */
    private static final class Transformer implements ClassFileTransformer {
        private final WovenClasses classes;
        private final Instrumentation instrumentation;
        private final SiteWeaver weaver;
        private final Map<String, byte[]> woven = new ConcurrentHashMap<>();

        Transformer(WovenClasses classes, Instrumentation instrumentation) {
            this.classes = classes;
            this.instrumentation = instrumentation;
            this.weaver = new SiteWeaver(classes);
        }

        @Override
        public byte @Nullable [] transform(
                Module module,
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                ProtectionDomain domain,
                byte[] original) {
            if (name == null || !classes.contains(name)) {
                return null;
            }
            try {
                letReadTheHook(module);
                return woven.computeIfAbsent(name, n -> weaver.weave(original, loader));
            } catch (Throwable t) {
                // The JVM would go on without the sites, and without a word.
                System.err.println("the agent cannot rewrite " + name + ": " + t);
                Runtime.getRuntime().halt(3);
                throw t;
            }
        }

        private void letReadTheHook(Module module) {
            Module hook = ErrorSites.class.getModule();
            if (module == hook || !module.isNamed()) {
                return;
            }
            if (!module.canRead(hook)) {
                instrumentation.redefineModule(module, Set.of(hook), Map.of(), Map.of(), Set.of(), Map.of());
            }
            String inside = ErrorSites.class.getPackageName();
            if (hook.isNamed() && !hook.isExported(inside, module)) {
                instrumentation.redefineModule(
                        hook, Set.of(), Map.of(inside, Set.of(module)), Map.of(), Set.of(), Map.of());
            }
        }
    }
}
