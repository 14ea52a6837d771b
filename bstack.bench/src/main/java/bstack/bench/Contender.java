package bstack.bench;

import java.nio.file.Path;
import java.util.Optional;

/** A way to keep bytes on a disk: this library, a rival, or a bare protocol. */
public interface Contender {

    /** {@return its name in tables} */
    String name();

    /** {@return whether what has returned is on stable storage; what does not sync is shown, and not ranked} */
    default boolean syncs() {
        return true;
    }

    /**
     * Makes a new store in a folder, with all that is needed to repeat an operation. For a push it may also be the
     * folder of an earlier push, whose store is then opened again.
     *
     * @param op the operation
     * @param folder an existing folder that is empty, or as said above
     * @return the operation, or empty if this contender has no such thing
     * @throws Exception if the store cannot be made
     */
    Optional<Task> prepare(Op op, Path folder) throws Exception;
}
