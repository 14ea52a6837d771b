package bstack.testkit.internal.damage;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackVersionException;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes, opened as a stack in both ways: both find the same or refuse it, a refused file is as it was, and an opened
 * one is at rest after a checkpoint. A file of format 0.4 at rest is shown read only, and refused otherwise.
 *
 * @param storage the medium, opened to write
 * @param shown what was found read only
 * @param written what was found by opening it to write
 */
public record DamagedStack(DamagedStorage storage, Found shown, Found written) {
    private static final int HEADER_SIZE = 16;
    private static final int HEADER_SIZE_04 = 32;
    private static final byte[] MAGIC_04 = {'B', 'S', 'T', 'K', 0, 4};
    private static final int PUSHED = 40;

    /**
     * What was found.
     *
     * @param payload the payload, null if the file was refused
     * @param commits how many commits were replayed
     */
    public record Found(byte @Nullable [] payload, int commits) {
        private static final Found REFUSED = new Found(null, 0);
    }

    /** {@return a file, opened in both ways} */
    public static DamagedStack open(byte[] file) throws IOException {
        DamagedStorage storage = new DamagedStorage(file);
        Found shown = readOnly(storage);
        require(storage.isUntouched(), "opening it to read only has changed it");
        Found written = toWrite(storage);
        if (isOfFormat04AtRest(file)) {
            byte[] payload = Arrays.copyOfRange(file, HEADER_SIZE_04, file.length);
            require(Arrays.equals(payload, shown.payload), "read only, format 0.4 at rest is not shown");
            require(written.payload == null, "a file of format 0.4 is opened to write");
        } else {
            require(
                    (shown.payload == null) == (written.payload == null),
                    "only one of the two ways of opening it is refused");
        }
        require(written.payload != null || storage.isUntouched(), "the refused file was changed");
        return new DamagedStack(storage, shown, written);
    }

    private static boolean isOfFormat04AtRest(byte[] file) {
        if (file.length < HEADER_SIZE_04 || !Arrays.equals(MAGIC_04, Arrays.copyOf(file, MAGIC_04.length))) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return header.getLong(8) == file.length - HEADER_SIZE_04 && header.getLong(16) == 0 && header.getLong(24) == 0;
    }

    private static Found readOnly(DamagedStorage storage) throws IOException {
        try (BStack stack = BStack.openReadOnly(storage)) {
            return new Found(stack.peek(0), stack.recovery().commits());
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return Found.REFUSED;
        }
    }

    private static Found toWrite(DamagedStorage storage) throws IOException {
        try (BStack stack = storage.openStack()) {
            stack.checkpoint();
            require(storage.size() == HEADER_SIZE + stack.length(), "left at rest, and not at rest");
            return new Found(stack.peek(0), stack.recovery().commits());
        } catch (BStackCorruptException | BStackVersionException refusal) {
            return Found.REFUSED;
        }
    }

    /** {@return whether it can be read and not opened to write, as a file of format 0.4 at rest} */
    public boolean isOnlyRead() {
        return shown.payload != null && written.payload == null;
    }

    /** {@return whether it was refused} */
    public boolean isRefused() {
        return written.payload == null;
    }

    /** Goes on with a stack that was opened: what is pushed is popped, and nothing else changes. */
    public void goOn() throws IOException {
        byte[] payload = written.payload;
        if (payload == null) {
            throw new IllegalStateException("it was refused");
        }
        long seed = payload.length;
        byte[] pushed = GeneratedBytes.of(seed, PUSHED);
        try (BStack stack = storage.openStack()) {
            require(stack.push(pushed) == payload.length, "a push begins elsewhere than at the end");
        }
        try (BStack stack = storage.openStack()) {
            require(Arrays.equals(stack.pop(pushed.length), pushed), "what was pushed is not popped");
            require(Arrays.equals(stack.peek(0), payload), "the payload has changed");
        }
    }

    /** Throws an AssertionError unless something holds. */
    public static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
