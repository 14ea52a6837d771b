package bstack.crashtest;

import static bstack.testkit.internal.fuzz.AnyHeap.require;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.core.BStackVersionException;
import bstack.testkit.internal.damage.DamagedStorage;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * What must come of any bytes that are opened as a stack: what {@link JournalReading} reads in them, or that they are
 * refused where it refuses them; and a refused file is as it was, an opened one is at rest and goes on working.
 */
final class AnyStack {
    private static final int HEADER = 16;

    private AnyStack() {}

    /** What was found: the payload, null if it was refused, and how many commits were replayed. */
    private record Found(byte[] payload, int commits) {}

    static void check(byte[] file) throws IOException {
        JournalReading expected = JournalReading.of(file);
        DamagedStorage storage = new DamagedStorage(file);
        Found shown = openReadOnly(storage);
        require(storage.isUntouched(), "opening it to read only has changed it");
        Found written = openToWrite(storage);
        judge(expected, written, "opened to write");
        if (expected.ordinary()) {
            judge(expected, shown, "read only");
        }
        require((shown.payload == null) == (written.payload == null), "only one of the two ways is refused");
        if (written.payload == null) {
            require(storage.isUntouched(), "the refused file was changed");
        } else {
            goOn(storage, written.payload);
        }
    }

    private static void judge(JournalReading expected, Found found, String how) {
        require(expected.payload() != null || found.payload == null, how + " it should be refused");
        require(expected.payload() == null || found.payload != null, how + " it should not be refused");
        if (found.payload == null) {
            return;
        }
        require(
                expected.commits() == found.commits,
                "%s it has %d commits and not %d".formatted(how, found.commits, expected.commits()));
        int at = Arrays.mismatch(expected.payload(), found.payload);
        require(
                at < 0,
                "%s it differs at %d; %d bytes, expected are %d"
                        .formatted(how, at, found.payload.length, expected.payload().length));
    }

    private static Found openReadOnly(DamagedStorage storage) throws IOException {
        try (BStack stack = BStack.openReadOnly(storage)) {
            return new Found(stack.peek(0), stack.recovery().commits());
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return new Found(null, 0);
        }
    }

    private static BStack open(DamagedStorage storage) throws IOException {
        storage.renewAllowance();
        return BStack.open(
                storage,
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0));
    }

    private static Found openToWrite(DamagedStorage storage) throws IOException {
        try (BStack stack = open(storage)) {
            stack.checkpoint();
            require(storage.size() == HEADER + stack.length(), "left at rest, and not at rest");
            return new Found(stack.peek(0), stack.recovery().commits());
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return new Found(null, 0);
        }
    }

    private static void goOn(DamagedStorage storage, byte[] payload) throws IOException {
        byte[] pushed = GeneratedBytes.of(payload.length, 40);
        try (BStack stack = open(storage)) {
            require(stack.push(pushed) == payload.length, "a push begins elsewhere than at the end");
        }
        try (BStack stack = open(storage)) {
            require(Arrays.equals(stack.pop(pushed.length), pushed), "what was pushed is not popped");
            require(Arrays.equals(stack.peek(0), payload), "the payload has changed");
        }
    }
}
