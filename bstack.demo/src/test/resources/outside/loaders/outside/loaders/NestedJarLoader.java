package outside.loaders;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Loads classes and resources out of the jars inside of a jar. */
final class NestedJarLoader extends ClassLoader {
    private static final String FOLDER = "BOOT-INF/lib/";
    private static final String VERSIONS = "META-INF/versions/";
    private static final int FIRST_VERSION = 9;

    /** The content of each jar by name. */
    private final List<Map<String, byte[]>> jars = new ArrayList<>();

    NestedJarLoader(JarFile outer, boolean versions) throws IOException {
        super(NestedJarLoader.class.getClassLoader());
        for (JarEntry entry : Collections.list(outer.entries())) {
            if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".jar")) {
                try (InputStream in = outer.getInputStream(entry)) {
                    Map<String, byte[]> content = content(in);
                    if (versions && isMultiRelease(content)) {
                        putVersions(content);
                    }
                    jars.add(content);
                }
            }
        }
    }

    private static Map<String, byte[]> content(InputStream jar) throws IOException {
        Map<String, byte[]> content = new HashMap<>();
        ZipInputStream in = new ZipInputStream(jar);
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (!entry.isDirectory()) {
                content.put(entry.getName(), in.readAllBytes());
            }
        }
        return content;
    }

    private static boolean isMultiRelease(Map<String, byte[]> content) throws IOException {
        byte[] bytes = content.getOrDefault(JarFile.MANIFEST_NAME, new byte[0]);
        Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
        return Boolean.parseBoolean(manifest.getMainAttributes().getValue(Attributes.Name.MULTI_RELEASE));
    }

    /** Puts the entries for each version of Java, up to this one, in the place of older ones. */
    private static void putVersions(Map<String, byte[]> content) {
        for (int version = FIRST_VERSION; version <= Runtime.version().feature(); version++) {
            String prefix = VERSIONS + version + "/";
            for (String name : List.copyOf(content.keySet())) {
                if (name.startsWith(prefix)) {
                    content.put(name.substring(prefix.length()), content.get(name));
                }
            }
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        for (Map<String, byte[]> jar : jars) {
            byte[] bytes = jar.get(file);
            if (bytes != null) {
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected URL findResource(String name) {
        List<URL> found = urls(name);
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        return Collections.enumeration(urls(name));
    }

    private List<URL> urls(String name) {
        List<URL> urls = new ArrayList<>();
        for (int i = 0; i < jars.size(); i++) {
            byte[] bytes = jars.get(i).get(name);
            if (bytes != null) {
                urls.add(url(i + "/" + name, bytes));
            }
        }
        return urls;
    }

    private static URL url(String name, byte[] bytes) {
        try {
            return new URL(null, "nested:" + name, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {}

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(bytes);
                        }
                    };
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
