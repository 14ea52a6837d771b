package bstack.collections;

import java.io.IOException;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * The same, and elements that are taken by a claim. What only looks is left out: it sees what is durable, so it still sees
 * what a transaction in flight removes, and a claim passes over that. Claimed elements are counted until they are completed.
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
