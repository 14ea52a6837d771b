package bstack.backup.internal.chain;

import bstack.backup.BackupDamagedException;
import bstack.backup.internal.files.Folder;
import bstack.backup.internal.format.BaseSums;
import bstack.core.CopyProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** Reads every byte of a chain, and changes nothing. */
public final class Verification {
    private final Folder folder;

    /** Creates a verification of a chain. */
    public Verification(Folder folder) {
        this.folder = folder;
    }

    /** Only the last segment may have no seal: whoever goes on with a chain completes it. */
    private static boolean isContinued(Catalog catalog, Piece piece) {
        return catalog.bases().ceilingKey(piece.to()) != null
                || catalog.pieces().stream()
                        .anyMatch(other -> other != piece && !other.merged() && other.from() >= piece.to());
    }

    /** {@return what is damaged or missing} */
    public List<BackupDamagedException> run(CopyProgress progress) throws IOException {
        Catalog catalog = Catalog.readAll(folder);
        List<BackupDamagedException> findings = new ArrayList<>(catalog.damage());
        long done = 0;
        for (Piece piece : catalog.pieces()) {
            done += piece.size();
        }
        for (BaseSums base : catalog.bases().values()) {
            progress.copied(done, catalog.bytes());
            long before = done;
            try {
                Base.read(
                        folder,
                        base,
                        0,
                        base.length(),
                        (offset, block) -> progress.copied(before + offset, catalog.bytes()));
            } catch (BackupDamagedException e) {
                findings.add(e);
            }
            done += base.length();
        }
        NavigableSet<Long> ends = catalog.ends();
        for (Piece piece : catalog.pieces()) {
            if (!piece.content().sealed() && piece.content().damage() == null && isContinued(catalog, piece)) {
                findings.add(new BackupDamagedException(
                        folder.name(piece.file()), piece.content().end(), "expected a seal, or another frame"));
            }
            if (!ends.contains(piece.from()) && catalog.way(piece.from(), Long.MAX_VALUE) == null) {
                findings.add(new BackupDamagedException(
                        folder.name(piece.file()),
                        -1,
                        "nothing leads to state %d, with which it begins".formatted(piece.from())));
            }
        }
        if (catalog.newest() == 0 && findings.isEmpty()) {
            findings.add(new BackupDamagedException(folder.name(), -1, "there is no base"));
        }
        progress.copied(catalog.bytes(), catalog.bytes());
        return findings;
    }
}
