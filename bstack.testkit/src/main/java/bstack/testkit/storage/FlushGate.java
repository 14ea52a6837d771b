package bstack.testkit.storage;

/** A gate that holds one durable write until others have gathered after it; guarded by the disk's monitor. */
final class FlushGate {
    private enum State {
        OPEN,
        CLOSED,
        /** Closed, and one is waiting. */
        HOLDING
    }

    private final Object monitor;
    private State state = State.OPEN;

    FlushGate(Object monitor) {
        this.monitor = monitor;
    }

    void close() {
        state = State.CLOSED;
    }

    void open() {
        state = State.OPEN;
        monitor.notifyAll();
    }

    boolean isHolding() {
        return state == State.HOLDING;
    }

    /**
     * Waits if this is the first to come since the gate was closed; waiting gives up the monitor, so others can read.
     */
    void pass() {
        if (state != State.CLOSED) {
            return;
        }
        state = State.HOLDING;
        boolean interrupted = false;
        while (state == State.HOLDING) {
            try {
                monitor.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
