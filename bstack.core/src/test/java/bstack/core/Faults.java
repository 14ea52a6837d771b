package bstack.core;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * A hook that counts the calls on a medium and makes one of them fail, once or from then on. Half of what a failing
 * write was to write is written, to be found by the next open.
 */
final class Faults implements HookedStorage.Hook {
    /** What the failing call throws. */
    static final String MESSAGE = "fault on purpose";

    private final int at;
    private final boolean forEver;
    /** What is thrown; null: an IOException, and half of a write is done. */
    private final Supplier<? extends Throwable> kind;

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
        this(at, forEver, null);
    }

    /**
     * Creates a hook for exceptions of any type.
     *
     * @param kind makes what is thrown, whose message should be {@link #MESSAGE}
     */
    Faults(int at, boolean forEver, Supplier<? extends Throwable> kind) {
        this.at = at;
        this.forEver = forEver;
        this.kind = kind;
    }

    @Override
    public synchronized void before(HookedStorage.Call call, long position, int count) throws IOException {
        if (call == HookedStorage.Call.CLOSE) {
            return;
        }
        int index = calls++;
        if (index == at || (index > at && forEver)) {
            failed = failed == null ? call : failed;
            if (kind != null) {
                Faults.<RuntimeException>raise(kind.get());
            }
            if (call == HookedStorage.Call.WRITE || call == HookedStorage.Call.WRITE_DURABLY) {
                throw new HookedStorage.TornWrite(MESSAGE, index == at ? count / 2 : 0);
            }
            throw new IOException(MESSAGE);
        }
        boolean writes = call != HookedStorage.Call.SIZE && call != HookedStorage.Call.READ;
        callsAfterwards += index > at && writes ? 1 : 0;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable t) throws E {
        throw (E) t;
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
