package bstack.core.internal.event;

import jdk.jfr.FlightRecorder;

/** The Flight Recorder itself; loaded only where the JDK has it. */
final class Recorder {
    private Recorder() {}

    /** {@return whether anyone has ever begun a recording in this JVM} */
    static boolean isInUse() {
        return FlightRecorder.isInitialized();
    }
}
