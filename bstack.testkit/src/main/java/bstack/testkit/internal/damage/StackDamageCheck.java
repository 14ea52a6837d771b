package bstack.testkit.internal.damage;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.core.BStackVersionException;
import bstack.testkit.model.GeneratedBytes;
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
        DamagedStorage storage = new DamagedStorage(damage.file());
        byte[] read = openReadOnly(storage);
        check(storage.isUntouched(), "opening it to read only has changed it");
        byte[] written = openToWrite(storage);
        boolean sealed = damage.kind() == Damage.Kind.SEALED;
        check((read == null) == (written == null), "only one of the two ways of opening it is refused");
        // Ranges that no writer makes, within a frame that overlap, are applied in one order or the other.
        check(sealed || Arrays.equals(read, written), "read only it shows something else than opened to write");
        if (read == null || written == null) {
            check(storage.isUntouched(), "the refused file was changed");
        } else if (thorough) {
            goOn(storage, written);
        }
        if (!sealed) {
            judge(specimen, damage.file(), read);
        }
        return read == null;
    }

    private static byte @Nullable [] openReadOnly(DamagedStorage storage) throws IOException {
        try (BStack stack = BStack.openReadOnly(storage)) {
            return stack.peek(0);
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return null;
        }
    }

    private static byte @Nullable [] openToWrite(DamagedStorage storage) throws IOException {
        storage.renewAllowance();
        try (BStack stack = open(storage)) {
            stack.checkpoint();
            check(storage.size() == HEADER_SIZE + stack.length(), "left at rest, and not at rest");
            return stack.peek(0);
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return null;
        }
    }

    private static BStack open(DamagedStorage storage) throws IOException {
        return BStack.open(
                storage,
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0));
    }

    private static void goOn(DamagedStorage storage, byte[] payload) throws IOException {
        storage.renewAllowance();
        byte[] pushed = GeneratedBytes.of(payload.length, 40);
        try (BStack stack = open(storage)) {
            check(stack.push(pushed) == payload.length, "a push begins elsewhere than at the end");
        }
        storage.renewAllowance();
        try (BStack stack = open(storage)) {
            check(Arrays.equals(stack.pop(pushed.length), pushed), "what was pushed is not popped");
            check(Arrays.equals(stack.peek(0), payload), "the payload has changed");
        }
    }

    private static void judge(Specimen specimen, byte[] file, byte @Nullable [] found) {
        if (Arrays.equals(file, specimen.file())) {
            check(Arrays.equals(found, specimen.payload()), "the sound file does not show its payload");
        } else if (isInterruptedCreation(file)) {
            check(found != null && found.length == 0, "what an interrupted creation leaves is not empty");
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
        check(
                Arrays.equals(file, 0, CHECKED_HEADER, specimen.file(), 0, CHECKED_HEADER),
                "opened, although the header cannot be read");
        check(file.length == specimen.file().length, "opened, although the journal is not where the size says");
        int journal = specimen.journalStart();
        boolean journalHit = !Arrays.equals(file, journal, file.length, specimen.file(), journal, file.length);
        boolean headerHit = !Arrays.equals(file, 0, HEADER_SIZE, specimen.file(), 0, HEADER_SIZE);
        if (journalHit && headerHit) {
            return; // both places that know of the newest commit
        }
        check(
                found.length == newest.length,
                "%d bytes are found of %d: a state that is not the newest".formatted(found.length, newest.length));
        for (int i = 0; i < found.length; i++) {
            int at = HEADER_SIZE + i;
            boolean hit = at < file.length && file[at] != specimen.file()[at];
            check(
                    found[i] == newest[i] || hit && found[i] == file[at],
                    "a state that is not the newest, it differs at " + i);
        }
    }

    /** The header's length counts, as far as there are bytes. */
    private static void judgeAtRest(byte[] file, byte @Nullable [] found) {
        boolean known = file.length >= HEADER_SIZE && Arrays.equals(file, 0, CHECKED_HEADER, FRESH, 0, CHECKED_HEADER);
        if (!known) {
            check(found == null, "opened, although the header cannot be read");
            return;
        }
        if (found == null) {
            check(SealedWords.get(file, Long.BYTES) < 0, "refused, although the header can be read");
            return;
        }
        long length = SealedWords.get(file, Long.BYTES);
        int present = file.length - HEADER_SIZE;
        int end = HEADER_SIZE + (length >= 0 && length < present ? (int) length : present);
        check(
                Arrays.equals(found, Arrays.copyOfRange(file, HEADER_SIZE, end)),
                "the payload is not what the file holds");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
