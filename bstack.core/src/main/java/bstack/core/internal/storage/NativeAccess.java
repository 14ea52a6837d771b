package bstack.core.internal.storage;

import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** Whether system calls can be made: found out, and if not logged, once. */
final class NativeAccess {
    private static volatile boolean available;
    /** Written after {@link #available}. */
    private static volatile boolean known;

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

    private static synchronized void findOut() {
        if (known) {
            return;
        }
        if (!isLinux()) {
            Log.info(Log.STORAGE, "bstack uses FileChannel storage: its native storage is for Linux only");
            known = true;
            return;
        }
        try {
            Linkage.prepare();
            available = true;
        } catch (RuntimeException | LinkageError e) {
            Log.warn(
                    Log.STORAGE,
                    "bstack falls back to FileChannel storage, because native access is denied: an interrupt fails the stack,"
                            + " and the Rust and C implementations are not excluded; add"
                            + " --enable-native-access={} ({})",
                    NativeAccess.class.getModule().isNamed() ? "bstack.core" : "ALL-UNNAMED",
                    e.toString());
        }
        known = true;
    }

    /** Asked before {@link Posix} is touched, whose initialisation fails elsewhere, and where access is denied. */
    static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")
                && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
    }
}
