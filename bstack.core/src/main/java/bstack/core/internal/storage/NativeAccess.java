package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The native storage, where there is one: not here, since it needs Java 22. There, the class of the same name in the folder
 * {@code java22} takes the place of this one, if the jar is a multi-release jar.
 */
final class NativeAccess {
    /** From this version of Java on there is a native storage. */
    private static final int LEAST_JAVA = 22;

    private static volatile boolean known;

    private NativeAccess() {}

    /** {@return that there is none} Says why, once. */
    static boolean isAvailable() {
        if (!known) {
            sayWhyNot();
        }
        return false;
    }

    private static synchronized void sayWhyNot() {
        if (known) {
            return;
        }
        if (Runtime.version().feature() < LEAST_JAVA) {
            Log.info(Log.STORAGE, "bstack uses its portable storage: {}", whyNot());
        } else {
            Log.warn(Log.STORAGE, "bstack falls back to its portable storage: {}", whyNot());
        }
        known = true;
    }

    /** {@return why there is none} */
    static String whyNot() {
        int java = Runtime.version().feature();
        return java < LEAST_JAVA
                ? "native access needs Java %d, and this is Java %d".formatted(LEAST_JAVA, java)
                : "this copy of bstack.core was built without its classes for Java %d, or has lost them: a jar made of others"
                                .formatted(LEAST_JAVA)
                        + " needs the line \"Multi-Release: true\" in its manifest";
    }

    /** Not called: there is none here. */
    @SuppressWarnings("DoNotCallSuggester")
    static Storage open(Path path, boolean readOnly, boolean creates) throws IOException {
        throw new IOException("%s: there is no native access here".formatted(path));
    }

    static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
    }
}
