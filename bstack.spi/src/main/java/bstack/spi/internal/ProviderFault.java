package bstack.spi.internal;

import bstack.spi.BStackAllocatorProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of a provider that has thrown and is passed over. A provider is somebody else's code and may throw anything;
 * reporting it must not fail in its turn, or it would hide the providers that work.
 */
final class ProviderFault {
    private ProviderFault() {}

    /**
     * Writes a line to the log.
     *
     * @param what what cannot be done, a clause
     * @param thrown what was thrown
     */
    static void report(String what, Throwable thrown) {
        try {
            log().warn("{}: it is skipped ({})", what, thrown.toString(), thrown);
        } catch (RuntimeException | Error second) {
            reportBriefly(what, thrown);
        }
    }

    /** The throwable itself may throw when it is printed. */
    private static void reportBriefly(String what, Throwable thrown) {
        try {
            log().warn("{}: it is skipped ({})", what, thrown.getClass().getName());
        } catch (RuntimeException | Error third) {
            // There is no log, or no memory for it.
        }
    }

    /** {@return the provider's name for messages: its class} */
    static String nameOf(BStackAllocatorProvider provider) {
        return provider.getClass().getName();
    }

    /** Asked for when it is needed: an initialiser that fails once makes the class unusable for the life of the JVM. */
    private static Logger log() {
        return LoggerFactory.getLogger("bstack.spi");
    }
}
