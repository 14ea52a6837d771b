package outside.loaders;

import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * Starts a program whose jars are inside of one jar, as Spring Boot does. The manifest of that jar names the program's
 * main class, and says whether the loader looks for classes of newer versions of Java in the jars inside.
 */
public final class NestedJarLauncher {
    private NestedJarLauncher() {}

    public static void main(String[] arguments) throws Exception {
        Path outer = Path.of(System.getProperty("java.class.path"));
        try (JarFile jar = new JarFile(outer.toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            boolean versions = Boolean.parseBoolean(attributes.getValue("Loader-Knows-Versions"));
            NestedJarLoader loader = new NestedJarLoader(jar, versions);
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> main = loader.loadClass(attributes.getValue("Start-Class"));
            main.getMethod("main", String[].class).invoke(null, (Object) arguments);
        }
    }
}
