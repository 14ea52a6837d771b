package outside.loaders;

import java.io.Closeable;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/**
 * Two copies of the library in one JVM: that of the class path, and that of an isolating loader. While one of them has a
 * file open, the other one tries to open it, several times, since each attempt closes descriptors of the file.
 */
public final class TwoCopies {
    private static final int ATTEMPTS = 3;

    private TwoCopies() {}

    /** @param arguments the file */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        try (IsolatingLoader loader = new IsolatingLoader()) {
            ClassLoader classPath = TwoCopies.class.getClassLoader();
            if (stack(loader) == stack(classPath)) {
                throw new IllegalStateException("there is one copy only");
            }
            exclude(file, loader, classPath);
            exclude(file, classPath, loader);
        }
        System.out.println("done");
    }

    private static void exclude(Path file, ClassLoader holder, ClassLoader other) throws Exception {
        try (Closeable held = open(holder, "open", file)) {
            System.out.println("held " + held.getClass().getMethod("access").invoke(held));
            for (int i = 0; i < ATTEMPTS; i++) {
                attempt(other, "open", file);
                attempt(other, "openReadOnly", file);
            }
            // Another process tries meanwhile, and then writes a line.
            System.out.println("your turn");
            while (System.in.read() != '\n') {}
            held.getClass().getMethod("push", byte[].class).invoke(held, (Object) new byte[8]);
        }
        try (Closeable free = open(other, "open", file)) {
            System.out.println("free, length " + free.getClass().getMethod("length").invoke(free));
        }
    }

    private static void attempt(ClassLoader copy, String how, Path file) throws Exception {
        try {
            open(copy, how, file).close();
            System.out.println(how + " succeeded");
        } catch (InvocationTargetException e) {
            Throwable refusal = e.getCause();
            Object byThisJvm = refusal.getClass().getMethod("heldByThisJvm").invoke(refusal);
            System.out.println(how + " " + refusal.getClass().getName() + " " + byThisJvm);
        }
    }

    private static Closeable open(ClassLoader copy, String how, Path file) throws Exception {
        return (Closeable) stack(copy).getMethod(how, Path.class).invoke(null, file);
    }

    private static Class<?> stack(ClassLoader copy) throws ClassNotFoundException {
        return copy.loadClass("bstack.core.BStack");
    }
}
