package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.Arrays;

/** How far a session has come when a call is tried. */
enum Session {
    /** Nothing has been written: the journal has to be attached. */
    NEW("not attached", 3_000),
    /** The journal is attached. */
    ATTACHED("attached", 3_000),
    /** The next commit finds a checkpoint due. */
    CHECKPOINT("checkpoint due", 3_000),
    /** The payload reaches up to the journal: what grows has to move it. */
    FULL("journal in the way", 3_000),
    /** The payload is large, the journal attached. */
    LARGE("large payload", 500_000);

    private static final byte[] MARK = {1, 2, 3};
    private static final int STEP = 8;
    private static final int MOST_STEPS = 10_000;

    private final String text;
    private final byte[] initial;
    private int steps = -1;

    Session(String text, int length) {
        this.text = text;
        this.initial = Bytes.of(77, length);
    }

    @Override
    public String toString() {
        return text;
    }

    /** A stack that is open, on its medium, with its payload. */
    record Opened(BStack stack, ErrorMedium medium, byte[] payload) {}

    Opened open() throws IOException {
        if (steps < 0) {
            steps = steps();
        }
        ErrorMedium medium = new ErrorMedium(Bytes.file(initial));
        BStack stack = BStack.open(medium, StackState.OPTIONS);
        byte[] payload = initial;
        if (this != NEW) {
            stack.set(2_500, MARK);
            payload = Bytes.with(payload, 2_500, MARK);
        }
        if (this == FULL) {
            stack.extend((long) steps * STEP);
            payload = Arrays.copyOf(payload, payload.length + steps * STEP);
        } else {
            for (int i = 0; i < steps; i++) {
                step(stack);
            }
        }
        return new Opened(stack, medium, payload);
    }

    private void step(BStack stack) throws IOException {
        if (this == CHECKPOINT) {
            stack.set(2_500, MARK);
        } else {
            stack.extend(STEP);
        }
    }

    /** {@return after how many steps the next one makes the checkpoint, or the move} */
    private int steps() throws IOException {
        if (this != CHECKPOINT && this != FULL) {
            return 0;
        }
        ErrorMedium medium = new ErrorMedium(Bytes.file(initial));
        try (BStack stack = BStack.open(medium, StackState.OPTIONS)) {
            stack.set(2_500, MARK);
            int syncs = medium.syncs();
            int resizes = medium.resizes();
            for (int i = 0; i < MOST_STEPS; i++) {
                step(stack);
                if (this == CHECKPOINT ? medium.syncs() > syncs : medium.resizes() > resizes) {
                    return i;
                }
            }
        }
        throw new IOException("it never comes to: " + text);
    }
}
