package bstack.spi.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A class loader that stands for a jar on the class path: it has one service file, and defines the classes of
 * {@code bstack.spi.fake} itself, outside of any named module.
 */
public final class ServiceLoaderForTests extends ClassLoader implements AutoCloseable {
    private static final String SERVICE_FILE = "META-INF/services/bstack.spi.BStackAllocatorProvider";
    private static final String FAKES = "bstack.spi.fake.";

    private final URL serviceFile;
    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    /**
     * Becomes the thread's context class loader, until it is closed.
     *
     * @param folder where to put the service file
     * @param lines its lines
     */
    public ServiceLoaderForTests(Path folder, String... lines) throws IOException {
        super(ServiceLoaderForTests.class.getClassLoader());
        Path file = Files.createTempFile(folder, "services", "");
        Files.write(file, List.of(lines));
        serviceFile = file.toUri().toURL();
        thread.setContextClassLoader(this);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(SERVICE_FILE) ? Collections.enumeration(List.of(serviceFile)) : super.getResources(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(FAKES)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String resource = "/" + name.replace('.', '/') + ".class";
        try (InputStream in = ServiceLoaderForTests.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    public void close() {
        thread.setContextClassLoader(before);
    }
}
