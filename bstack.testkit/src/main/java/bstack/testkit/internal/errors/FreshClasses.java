package bstack.testkit.internal.errors;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A class loader that has the library's classes for itself, not initialised yet, as a new JVM has. A class initialiser
 * that fails is never run again, so what fails here would fail for the life of a JVM.
 */
final class FreshClasses extends URLClassLoader {
    private static final URL[] CLASS_PATH = classPath();
    private static final String SHARED = FreshClasses.class.getPackageName() + ".";
    private static final String FRESH = SHARED + "fresh.";

    FreshClasses() {
        super(CLASS_PATH, FreshClasses.class.getClassLoader());
    }

    private static URL[] classPath() {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            try {
                urls.add(Path.of(entry).toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    /**
     * {@return a new object of a class of this loader}
     *
     * @param name the class
     * @param arguments texts for its constructor
     */
    FirstUse make(String name, String... arguments) throws IOException {
        try {
            Class<?>[] types = new Class<?>[arguments.length];
            java.util.Arrays.fill(types, String.class);
            var constructor = Class.forName(FRESH + name, true, this).getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (FirstUse) constructor.newInstance((Object[]) arguments);
        } catch (ReflectiveOperationException e) {
            throw new IOException("no " + name, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean shared = !name.startsWith(FRESH) && (name.startsWith(SHARED) || isOutside(name));
        if (shared) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException e) {
                    loaded = super.loadClass(name, resolve);
                }
            }
            return loaded;
        }
    }

    private static boolean isOutside(String name) {
        return name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("org.slf4j.")
                || name.startsWith("org.junit.");
    }
}
