package bstack.testkit.internal.errors;

import java.util.Map;

/** What every thread is doing that is in the library. */
final class ThreadDump {
    private ThreadDump() {}

    static String text() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            boolean inside = false;
            StringBuilder frames = new StringBuilder();
            for (StackTraceElement frame : entry.getValue()) {
                inside |= frame.getClassName().startsWith("bstack.core");
                frames.append("      at ").append(frame).append('\n');
            }
            if (inside) {
                text.append("    ")
                        .append(entry.getKey())
                        .append(' ')
                        .append(entry.getKey().getState())
                        .append('\n')
                        .append(frames);
            }
        }
        return text.toString();
    }
}
