package bstack.testkit.internal.fulldisk;

import bstack.core.BStack;
import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.internal.workload.InitialImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A seeded workload on a disk with little space: what does not fit is refused as a whole, everything else goes on, and
 * when no byte is left at all what takes no space still works.
 */
final class FullDiskCase {
    private static final int STEPS = 40;
    private static final int CHECKPOINT_PERCENT = 6;
    private static final long ROOM = 1L << 20;
    private static final int REOPEN_PERCENT = 12;

    private final CrashWorkload workload;
    private final Path file;
    private final Filler filler;
    private final BStackOptions options;
    private final SplittableRandom random;
    private BStack stack;
    private int refused;
    private int done;

    @SuppressWarnings("NullAway.Init") // a run begins by opening the stack
    FullDiskCase(CrashWorkload workload, long seed, Path file, Filler filler, BStackOptions options) {
        this.workload = workload;
        this.file = file;
        this.filler = filler;
        this.options = options;
        random = new SplittableRandom(~seed);
    }

    /** {@return how many operations were refused for want of space} */
    int refused() {
        return refused;
    }

    /**
     * Runs the workload.
     *
     * @param free how many bytes are left when it begins
     * @throws AssertionError if something does not hold
     * @throws IOException if the stack fails, which a full disk must not make it do
     */
    void run(long free) throws IOException {
        filler.empty();
        Files.deleteIfExists(file);
        byte[] initial = workload.initial().disk().toBytes();
        Files.write(file, initial.length < InitialImage.HEADER ? InitialImage.file(0, new byte[0]) : initial);
        filler.leave(free);
        try {
            open();
        } catch (BStackNoSpaceException e) {
            refused++; // an allocator has no room for what it keeps in an empty payload
            stack.close();
            checkUntouched(new byte[0]);
            return;
        }
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        filler.brim();
        if (isAttached()) {
            workload.takeAway(stack);
        } else if (done == 0 && refused > 0) {
            checkUntouched(workload.state(stack).payload());
        }
        CrashState last = workload.state(stack);
        stack.close();
        try (BStack again = BStack.open(file, options)) {
            if (!Arrays.equals(last.payload(), again.peek(0))) {
                throw new AssertionError("reopened it is another payload");
            }
        }
    }

    private void open() throws IOException {
        stack = BStack.open(file, options);
        workload.open(stack);
    }

    /** An allocator that has something to put in order as it opens may find no room for that; then room is made. */
    private void reopen() throws IOException {
        try {
            open();
        } catch (BStackNoSpaceException e) {
            refused++;
            stack.close();
            filler.leave(ROOM);
            open();
        }
    }

    private void step() throws IOException {
        CrashState before = workload.state(stack);
        int kind = random.nextInt(100);
        try {
            if (kind < CHECKPOINT_PERCENT) {
                stack.checkpoint();
            } else if (kind < REOPEN_PERCENT) {
                stack.close();
                reopen();
            } else {
                workload.next().body().run(stack);
                done++;
            }
        } catch (BStackNoSpaceException e) {
            refused++;
            workload.restore(before);
            try {
                workload.state(stack);
            } catch (AssertionError changed) {
                throw new AssertionError("an operation that was refused has changed something: " + changed, e);
            }
        }
    }

    /** {@return whether there is a journal, so that no space is needed but for growing} */
    private boolean isAttached() throws IOException {
        return Files.size(file) > InitialImage.HEADER + stack.length();
    }

    /** Not even the smallest journal had room: the file is at rest, as it was. */
    private void checkUntouched(byte[] payload) throws IOException {
        if (!Arrays.equals(InitialImage.file(payload.length, payload), Files.readAllBytes(file))) {
            throw new AssertionError("operations that were refused have changed the file");
        }
    }
}
