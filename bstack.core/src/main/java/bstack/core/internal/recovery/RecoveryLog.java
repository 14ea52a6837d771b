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
        if (plan instanceof RecoveryPlan.Replay replay) {
            Log.info(
                    Log.CORE,
                    "{}: {} {} commits from the journal, the payload has {} bytes",
                    storage.name(),
                    done,
                    replay.frames().size(),
                    replay.length());
        } else if (plan instanceof RecoveryPlan.CutTail) {
            Log.info(
                    Log.CORE,
                    "{}: {} an interrupted push, the payload has {} bytes",
                    storage.name(),
                    done,
                    plan.length());
        } else if (plan instanceof RecoveryPlan.MendLength) {
            Log.info(
                    Log.CORE,
                    "{}: {} an interrupted pop, the payload has {} bytes",
                    storage.name(),
                    done,
                    plan.length());
        } else if (plan instanceof RecoveryPlan.Keep) {
            Log.debug(Log.CORE, "{}: at rest, {} bytes", storage.name(), plan.length());
        } else {
            Log.debug(Log.CORE, "{}: new", storage.name());
        }
    }
}
