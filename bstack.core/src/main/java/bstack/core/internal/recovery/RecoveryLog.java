package bstack.core.internal.recovery;

import bstack.core.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what an open has found in a file, and done about it. */
public final class RecoveryLog {
    private static final Logger LOG = LoggerFactory.getLogger("bstack.core");

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
            case RecoveryPlan.Replay r -> LOG.info(
                    "{}: {} {} commits from the journal, the payload has {} bytes",
                    storage.name(), done, r.frames().size(), r.length());
            case RecoveryPlan.CutTail c -> LOG.info(
                    "{}: {} an interrupted push, the payload has {} bytes", storage.name(), done, c.length());
            case RecoveryPlan.MendLength m -> LOG.info(
                    "{}: {} an interrupted pop, the payload has {} bytes", storage.name(), done, m.length());
            case RecoveryPlan.Format f -> LOG.debug("{}: new", storage.name());
            case RecoveryPlan.Keep k -> LOG.debug("{}: at rest, {} bytes", storage.name(), k.length());
        }
    }
}
