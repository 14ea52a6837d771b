package bstack.core;

import java.io.IOException;

/**
 * A hook that counts the calls on a medium and makes one of them fail, once or from then on. Half of what a failing
 * write was to write is written, to be found by the next open.
 */
final class Faults implements HookedStorage.Hook {
    /** What the failing call throws. */
    static final String MESSAGE = "fault on purpose";

    private final int at;
    private final boolean forEver;
    private int calls;
    private HookedStorage.Call failed;
    private int callsAfterwards;

    /**
     * Creates the hook.
     *
     * @param at the index of the call that fails
     * @param forEver whether all later ones fail as well
     */
    Faults(int at, boolean forEver) {
        this.at = at;
        this.forEver = forEver;
    }

    @Override
    public synchronized void before(HookedStorage.Call call, long position, int count) throws IOException {
        if (call == HookedStorage.Call.CLOSE) {
            return;
        }
        int index = calls++;
        if (index == at || (index > at && forEver)) {
            failed = failed == null ? call : failed;
            if (call == HookedStorage.Call.WRITE || call == HookedStorage.Call.WRITE_DURABLY) {
                throw new HookedStorage.TornWrite(MESSAGE, index == at ? count / 2 : 0);
            }
            throw new IOException(MESSAGE);
        }
        boolean writes = call != HookedStorage.Call.SIZE && call != HookedStorage.Call.READ;
        callsAfterwards += index > at && writes ? 1 : 0;
    }

    /** {@return the call that failed, or null if it did not come so far} */
    synchronized HookedStorage.Call failed() {
        return failed;
    }

    /** {@return how many calls that change the medium came after the failure} */
    synchronized int changesAfterwards() {
        return callsAfterwards;
    }
}
