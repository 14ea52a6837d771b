package bstack.core.internal.storage;

import bstack.core.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The native storage, where there is one. This class takes the place of its namesake, which has none, on Java 22 and newer.
 * Whether system calls can be made is found out, and if not logged, once.
 */
final class NativeAccess {
    private static volatile boolean available;
    /** Written after {@link #available}. */
    private static volatile boolean known;

    private static volatile String whyNot = "native access knows Linux on x86-64, aarch64 and riscv64 only";

    private NativeAccess() {}

    /**
     * {@return whether they can be made; then all has been linked that they need}
     *
     * @throws Error if there is no memory or stack left to find out; the next call tries again
     */
    static boolean isAvailable() {
        if (!known) {
            findOut();
        }
        return available;
    }

    /** Opens a file by system calls. */
    static Storage open(Path path, boolean readOnly, boolean creates) throws IOException {
        return PosixFiles.open(path, readOnly, creates);
    }

    private static synchronized void findOut() {
        if (known) {
            return;
        }
        if (isLinux()) {
            try {
                Linkage.prepare();
                available = true;
            } catch (RuntimeException | LinkageError e) {
                whyNot = "native access is denied: add --enable-native-access=%s (%s)"
                        .formatted(NativeAccess.class.getModule().isNamed() ? "bstack.core" : "ALL-UNNAMED", e);
                Log.warn(
                        Log.STORAGE,
                        "bstack falls back to its portable storage, which does not exclude the Rust and C implementations:"
                                + " {}",
                        whyNot);
            }
        } else {
            Log.info(Log.STORAGE, "bstack uses its portable storage: {}", whyNot);
        }
        known = true;
    }

    /** {@return why there is none} */
    static String whyNot() {
        return whyNot;
    }

    /** Asked before {@link Posix} is touched, whose initialisation fails elsewhere, and where access is denied. */
    static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")
                && SystemCalls.areKnown();
    }
}
