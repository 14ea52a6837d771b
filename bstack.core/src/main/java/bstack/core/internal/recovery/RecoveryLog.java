package bstack.core.internal.recovery;

import bstack.core.Storage;
import bstack.core.internal.storage.Log;

/** Logs what an open has found in a file, and what it has done. */
public final class RecoveryLog {
    private RecoveryLog() {}

    /**
     * Writes a line: what concerns the user as information, the rest for debugging.
     *
     * @param storage the file
     * @param plan what was found
     * @param done the word for what was done
     */
    public static void tell(Storage storage, RecoveryPlan plan, String done) {
        switch (plan) {
            case RecoveryPlan.Replay r ->
                Log.info(
                        Log.CORE,
                        "{}: {} {} commits from the journal, the payload has {} bytes",
                        storage.name(),
                        done,
                        r.frames().size(),
                        r.length());
            case RecoveryPlan.CutTail c ->
                Log.info(
                        Log.CORE,
                        "{}: {} an interrupted push, the payload has {} bytes",
                        storage.name(),
                        done,
                        c.length());
            case RecoveryPlan.MendLength m ->
                Log.info(
                        Log.CORE,
                        "{}: {} an interrupted pop, the payload has {} bytes",
                        storage.name(),
                        done,
                        m.length());
            case RecoveryPlan.Format f -> Log.debug(Log.CORE, "{}: new", storage.name());
            case RecoveryPlan.Keep k -> Log.debug(Log.CORE, "{}: at rest, {} bytes", storage.name(), k.length());
        }
    }
}
