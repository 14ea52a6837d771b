package bstack.backup;

import java.util.List;

/**
 * What a verification has found.
 *
 * @param status what the chain has
 * @param findings what is damaged or missing; empty if the chain is sound
 */
public record VerifyReport(BackupStatus status, List<BackupDamagedException> findings) {
    /** Keeps the findings as they are. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** {@return whether every byte is what was written} */
    public boolean isSound() {
        return findings.isEmpty();
    }
}
