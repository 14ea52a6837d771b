package bstack.collections;

import java.io.IOException;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * The same, and elements that are taken by a claim. Claimed elements are counted until they are completed, so the size is
 * that of no sequence of these operations.
 */
public class ClaimsUnderLincheck extends QueueUnderLincheck {
    /** As for every queue. */
    public ClaimsUnderLincheck() throws IOException {}

    @Operation
    public Integer claimAndComplete() throws IOException {
        Claim<Integer> claim = queue.claim(Duration.ofHours(1));
        if (claim == null) {
            return null;
        }
        claim.complete();
        return claim.value();
    }
}
