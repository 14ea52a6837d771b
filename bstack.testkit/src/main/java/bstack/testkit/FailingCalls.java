package bstack.testkit;

import java.io.IOException;

/** The count of a disk's calls that change or flush something, and which of them fail. */
final class FailingCalls {
    private long calls;
    private long failing = Long.MAX_VALUE;
    private boolean forEver;
    private boolean inReserve;

    /** What a failing call throws. */
    static final class SimulatedFailure extends IOException {
        private static final long serialVersionUID = 1L;

        SimulatedFailure(String message) {
            super(message);
        }
    }

    /** A call has begun. */
    void count() {
        calls++;
    }

    long calls() {
        return calls;
    }

    /** Lets the {@code n}th call from now fail, and perhaps all behind it. */
    void failAt(long n, boolean andAllBehind) {
        failing = calls + n;
        forEver = andAllBehind;
    }

    /** {@return whether the call that is running has to fail} */
    boolean isDue() {
        return calls == failing || forEver && calls > failing;
    }

    void fail() throws SimulatedFailure {
        if (isDue()) {
            throw new SimulatedFailure("simulated failure of call " + calls);
        }
    }

    void failReserve() throws SimulatedFailure {
        inReserve |= isDue();
        fail();
    }

    /** {@return whether a failing call so far was a reservation} */
    boolean failedInReserve() {
        return inReserve;
    }
}
