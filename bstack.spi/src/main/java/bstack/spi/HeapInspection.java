package bstack.spi;

import bstack.core.RecoveryReport;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of an inspection of a file, before anything in it is mended; see
 * {@link BStackAllocators#inspect(java.nio.file.Path)}. Immutable and thread-safe.
 *
 * <p>Offsets in the findings are in the payload. A finding about the file's own header has a negative one: the position
 * in the file less 16.
 *
 * @param path the file, or a name for the medium
 * @param recovery what an open finds: at rest, interrupted, or with a journal; empty if an open fails
 * @param allocator the name of the allocator that the payload belongs to; empty if no installed one claims it
 * @param needsMending what an open mends, without a loss: what an interruption has left
 * @param findings what is unsound although the file can be opened
 * @param damage why an open fails; empty if it does not
 */
public record HeapInspection(
        String path,
        Optional<RecoveryReport> recovery,
        Optional<String> allocator,
        List<Finding> needsMending,
        List<Finding> findings,
        List<Finding> damage) {

    /** Creates the result of an inspection; the lists are copied. */
    public HeapInspection {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(recovery, "recovery");
        Objects.requireNonNull(allocator, "allocator");
        needsMending = List.copyOf(needsMending);
        findings = List.copyOf(findings);
        damage = List.copyOf(damage);
    }

    /** {@return whether nothing is unsound; what needs mending does not count, since an open mends it} */
    public boolean isSound() {
        return findings.isEmpty() && damage.isEmpty();
    }

    /** {@return whether an open would change nothing: sound, at rest, and with nothing to mend} */
    public boolean isClean() {
        return isSound()
                && needsMending.isEmpty()
                && recovery.filter(found -> found.state() == RecoveryReport.State.AT_REST)
                        .isPresent();
    }
}
