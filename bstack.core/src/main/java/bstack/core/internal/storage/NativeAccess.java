package bstack.core.internal.storage;

import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether system calls can be made: found out, and if not logged, once. */
final class NativeAccess {
    private static final Logger LOG = LoggerFactory.getLogger("bstack.core.storage");

    private enum Known {
        NOTHING,
        AVAILABLE,
        MISSING
    }

    private static volatile Known known = Known.NOTHING;

    private NativeAccess() {}

    /**
     * {@return whether they can be made; then all has been linked that they need}
     *
     * @throws Error if there is no memory or stack left to find out; the next call tries again
     */
    static boolean isAvailable() {
        if (known == Known.NOTHING) {
            findOut();
        }
        return known == Known.AVAILABLE;
    }

    private static synchronized void findOut() {
        if (known != Known.NOTHING) {
            return;
        }
        if (!isLinux()) {
            LOG.info("bstack uses FileChannel storage: its native storage knows Linux only");
            known = Known.MISSING;
            return;
        }
        try {
            Linkage.prepare();
            known = Known.AVAILABLE;
        } catch (RuntimeException | LinkageError e) {
            LOG.warn(
                    "bstack falls back to FileChannel storage, with which an interrupt fails the stack and the Rust and C"
                            + " implementations are not excluded: native access is denied; add"
                            + " --enable-native-access={} ({})",
                    NativeAccess.class.getModule().isNamed() ? "bstack.core" : "ALL-UNNAMED",
                    e.toString());
            known = Known.MISSING;
        }
    }

    /** Asked before {@link Posix} is touched, whose initialisation fails elsewhere, and where access is denied. */
    static boolean isLinux() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")
                && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
    }
}
