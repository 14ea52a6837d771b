package bstack.testkit.internal.damage;

import static bstack.testkit.internal.damage.DamagedStack.require;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What must come of opening a damaged stack.
 *
 * <p>At rest there is no checksum: the payload is what the header's length says, as far as the bytes go. With a
 * journal attached it is the newest state that the file was in, whatever has happened to the journal, or the file is
 * refused: an older state, or a mixture, would be one that the journal contradicts. Damaged bytes of the payload
 * itself are found as they are, or as the journal restores them.
 */
public final class StackDamageCheck implements DamageCheck {
    private static final int HEADER_SIZE = 16;
    private static final int CHECKED_HEADER = 6;
    private static final byte[] FRESH = {'B', 'S', 'T', 'K', 0, 1, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final int PATCH_AT = 6;

    @Override
    public boolean refuses(Specimen specimen, Damage damage, boolean thorough) throws IOException {
        DamagedStack opened = DamagedStack.open(damage.file());
        byte[] read = opened.shown().payload();
        boolean sealed = damage.kind() == Damage.Kind.SEALED;
        // Ranges that no writer makes, within a frame that overlap, are applied in one order or the other.
        require(
                sealed || Arrays.equals(read, opened.written().payload()),
                "read only it shows something else than opened to write");
        if (!opened.isRefused() && thorough) {
            opened.goOn();
        }
        if (!sealed) {
            judge(specimen, damage.file(), read);
        }
        return read == null;
    }

    private static void judge(Specimen specimen, byte[] file, byte @Nullable [] found) {
        if (Arrays.equals(file, specimen.file())) {
            require(Arrays.equals(found, specimen.payload()), "the sound file does not show its payload");
        } else if (isInterruptedCreation(file)) {
            require(found != null && found.length == 0, "what an interrupted creation leaves is not empty");
        } else if (specimen.isAttached()) {
            judgeAttached(specimen, file, found);
        } else {
            judgeAtRest(file, found);
        }
    }

    private static boolean isInterruptedCreation(byte[] file) {
        if (file.length > HEADER_SIZE) {
            return false;
        }
        for (int i = 0; i < file.length; i++) {
            if (file[i] != 0 && file[i] != FRESH[i] && i != PATCH_AT) {
                return false;
            }
        }
        return true;
    }

    private static void judgeAttached(Specimen specimen, byte[] file, byte @Nullable [] found) {
        if (found == null) {
            return;
        }
        byte[] newest = specimen.payload();
        require(
                Arrays.equals(file, 0, CHECKED_HEADER, specimen.file(), 0, CHECKED_HEADER),
                "opened, although the header cannot be read");
        require(file.length == specimen.file().length, "opened, although the journal is not where the size says");
        int journal = specimen.journalStart();
        boolean journalHit = !Arrays.equals(file, journal, file.length, specimen.file(), journal, file.length);
        boolean headerHit = !Arrays.equals(file, 0, HEADER_SIZE, specimen.file(), 0, HEADER_SIZE);
        if (journalHit && headerHit) {
            return; // both places that know of the newest commit
        }
        require(
                found.length == newest.length,
                "%d bytes are found of %d: a state that is not the newest".formatted(found.length, newest.length));
        for (int i = 0; i < found.length; i++) {
            int at = HEADER_SIZE + i;
            boolean hit = at < file.length && file[at] != specimen.file()[at];
            require(
                    found[i] == newest[i] || hit && found[i] == file[at],
                    "a state that is not the newest, it differs at " + i);
        }
    }

    /** The header's length counts, as far as there are bytes. */
    private static void judgeAtRest(byte[] file, byte @Nullable [] found) {
        boolean known = file.length >= HEADER_SIZE && Arrays.equals(file, 0, CHECKED_HEADER, FRESH, 0, CHECKED_HEADER);
        if (!known) {
            require(found == null, "opened, although the header cannot be read");
            return;
        }
        if (found == null) {
            require(SealedWords.get(file, Long.BYTES) < 0, "refused, although the header can be read");
            return;
        }
        long length = SealedWords.get(file, Long.BYTES);
        int present = file.length - HEADER_SIZE;
        int end = HEADER_SIZE + (length >= 0 && length < present ? (int) length : present);
        require(
                Arrays.equals(found, Arrays.copyOfRange(file, HEADER_SIZE, end)),
                "the payload is not what the file holds");
    }
}
