package bstack.testkit.internal.workload;

import bstack.core.BStack;
import bstack.core.BStackFailedException;
import bstack.testkit.model.StackModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Operations of a stack, of every kind and size, transactions of several among them. */
public final class StackWorkload implements CrashWorkload {
    private static final int USUAL_LENGTH = 6_000;
    private static final int LARGEST = 300_000;

    private final SplittableRandom random;
    private final StackModel model;
    private final InitialImage initial;
    private final Mix mix;
    private List<CrashState> between = List.of();

    /** Which operations dominate. */
    public enum Mix {
        /** Every kind and size. */
        USUAL,
        /** Some operations are several threads', committed together. */
        GROUPS,
        /** Some operations are commits that are submitted, of which one is awaited. */
        SUBMITTED,
        /** Data that go to the file before their frame, cut off and pushed again, often many in one transaction. */
        LARGE,
        /** Commits that fill the frame area every few operations, so that it is used again and again. */
        FULL_AREA,
        /** The journal is detached and attached at the same place again and again, mostly in another generation. */
        SESSIONS,
        /** Those too that take buffers, only read, or must be refused; and transactions of many, some nested. */
        CALLS
    }

    public StackWorkload(long seed) {
        this(seed, Mix.USUAL);
    }

    public StackWorkload(long seed, Mix mix) {
        this(new SplittableRandom(seed), mix, null);
    }

    private StackWorkload(SplittableRandom random, Mix mix, @Nullable InitialImage given) {
        this.random = random;
        this.mix = mix;
        initial = given != null ? given : InitialImage.any(random);
        model = new StackModel(initial.allowed()[0].payload());
    }

    /** {@return a workload that begins with a payload at rest} */
    public static StackWorkload on(byte[] payload) {
        return new StackWorkload(new SplittableRandom(payload.length), Mix.USUAL, InitialImage.atRest(payload));
    }

    @Override
    public InitialImage initial() {
        return initial;
    }

    @Override
    public void open(BStack stack) throws IOException {
        byte[] payload = stack.peek(0);
        if (!Arrays.equals(payload, model.payload())) {
            boolean allowed = false;
            for (CrashState state : initial.allowed()) {
                allowed |= Arrays.equals(state.payload(), payload);
            }
            if (!allowed) {
                throw new AssertionError("opened with %d bytes, expected %d".formatted(payload.length, model.length()));
            }
            model.restore(payload);
        }
    }

    @Override
    public CrashState state(BStack stack) {
        return new CrashState(model.payload(), null);
    }

    @Override
    public void restore(CrashState state) {
        model.restore(state.payload());
    }

    @Override
    public void takeAway(BStack stack) throws IOException {
        while (model.length() > 0) {
            StackOperation.ZERO.run(stack, model, random, 1);
            StackOperation.POP.run(stack, model, random, 1 + random.nextInt(USUAL_LENGTH));
        }
    }

    @Override
    public List<CrashState> between() {
        return between;
    }

    @Override
    public void check(BStack recovered, CrashState state) {
        // The payload is all there is.
    }

    @Override
    public Operation next() {
        between = List.of();
        int kind = random.nextInt(100);
        return switch (mix) {
            case LARGE -> largeData(kind);
            case SESSIONS -> shortSession(kind);
            case FULL_AREA -> mediumSized(kind);
            case CALLS -> anyCall(kind);
            default -> usual(kind);
        };
    }

    private Operation largeData(int kind) {
        if (model.length() > 5 * USUAL_LENGTH || kind < 25) {
            return single(StackOperation.DISCARD, random.nextInt(model.length() + 1));
        }
        if (kind < 45) {
            return large(StackOperation.PUSH, 2_100 + random.nextInt(7_000));
        }
        if (kind < 60) {
            return large(StackOperation.SET, 2_100 + random.nextInt(5_000));
        }
        if (kind < 68) {
            return large(
                    random.nextBoolean() ? StackOperation.REPLACE_TAIL : StackOperation.SPLICE,
                    2_100 + random.nextInt(5_000));
        }
        return kind < 84 ? transaction(9_000) : single(StackOperation.any(random), 1 + random.nextInt(2_000));
    }

    private Operation mediumSized(int kind) {
        int length = 900 + random.nextInt(1_100);
        if (model.length() < USUAL_LENGTH / 2 || kind < 15) {
            return single(StackOperation.PUSH, length);
        }
        if (model.length() > 2 * USUAL_LENGTH) {
            return single(StackOperation.DISCARD, USUAL_LENGTH);
        }
        if (kind < 80) {
            return burst();
        }
        return kind < 92 ? transaction(1_900) : single(StackOperation.any(random), length);
    }

    /** Overwrites, one commit each: some of them beside the flush of a checkpoint. */
    private Operation burst() {
        SplittableRandom draw = random.split();
        int n = 2 + random.nextInt(6);
        return new Operation(n + " overwrites", 0, stack -> {
            List<CrashState> states = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                StackOperation.SET.run(stack, model, draw, 1 + draw.nextInt(1_500));
                states.add(state(stack));
            }
            states.remove(states.size() - 1);
            between = states;
        });
    }

    private Operation anyCall(int kind) {
        SplittableRandom draw = random.split();
        if (kind < 5) {
            return rolledBack(stack -> manyCalls(stack, draw));
        }
        if (kind < 20) {
            return new Operation("calls", 0, stack -> stack.transact(() -> manyCalls(stack, draw)));
        }
        return kind < 60 ? single(StackOperation.anyCall(random), length()) : usual(random.nextInt(100));
    }

    private void manyCalls(BStack stack, SplittableRandom draw) throws IOException {
        for (int n = 1 + draw.nextInt(24); n > 0; n--) {
            StackOperation call = StackOperation.anyCall(draw);
            int length = draw.nextInt(700);
            if (draw.nextInt(8) == 0) {
                stack.transact(() -> call.run(stack, model, draw, length));
            } else {
                call.run(stack, model, draw, length);
            }
        }
        if (!Arrays.equals(model.payload(), stack.peek(0))) {
            throw new AssertionError("a transaction does not see what it has done");
        }
    }

    private Operation shortSession(int kind) {
        if (model.length() < USUAL_LENGTH / 2) {
            return single(StackOperation.PUSH, USUAL_LENGTH / 2);
        }
        if (kind < 30) {
            return new Operation("detach", 0, BStack::checkpoint);
        }
        if (kind < 50) {
            return large(StackOperation.SET, 2_100);
        }
        return single(kind < 95 ? StackOperation.SET : StackOperation.any(random), 1 + random.nextInt(700));
    }

    private Operation usual(int kind) {
        if (model.length() > 4 * USUAL_LENGTH && kind < 70 || model.length() > USUAL_LENGTH && kind < 25) {
            return single(StackOperation.DISCARD, model.length() - random.nextInt(USUAL_LENGTH / 2));
        }
        if (kind < 10) {
            return large(StackOperation.PUSH, 6_000 + random.nextInt(18_000));
        }
        if (kind < 11) {
            return large(StackOperation.PUSH, random.nextInt(LARGEST));
        }
        if (kind < 19) {
            return large(StackOperation.SET, model.length());
        }
        if (kind < 25) {
            return large(
                    random.nextBoolean() ? StackOperation.REPLACE_TAIL : StackOperation.SPLICE,
                    2_000 + random.nextInt(5_000));
        }
        if (mix == Mix.GROUPS && kind < 60) {
            SplittableRandom draw = random.split();
            return new Operation("group", 0, stack -> between = CommitGroup.run(stack, model, initial.disk(), draw));
        }
        if (mix == Mix.SUBMITTED && kind < 70) {
            SplittableRandom draw = random.split();
            return new Operation("submitted", 0, stack -> between = SubmittedCommits.run(stack, model, draw));
        }
        if (kind < 29) {
            return transaction(random.nextInt(9_000));
        }
        if (kind < 38) {
            return transaction(300);
        }
        if (kind < 41) {
            return rolledBack();
        }
        return single(StackOperation.any(random), length());
    }

    @Override
    public List<Operation> alphabet() {
        return List.of(
                single(StackOperation.PUSH, 20),
                single(StackOperation.PUSH, 700),
                single(StackOperation.POP, 300),
                single(StackOperation.DISCARD, Integer.MAX_VALUE),
                single(StackOperation.SET, 40),
                single(StackOperation.ZERO, 600),
                single(StackOperation.SPLICE, 500),
                single(StackOperation.UPDATE_TAIL, 100),
                large(StackOperation.PUSH, 7_000),
                transaction(300),
                rolledBack(),
                new Operation("checkpoint", 0, BStack::checkpoint));
    }

    private int length() {
        int kind = random.nextInt(10);
        return kind < 4 ? random.nextInt(20) : kind < 9 ? random.nextInt(700) : random.nextInt(3_000);
    }

    private Operation single(StackOperation operation, int length) {
        long draw = random.nextLong();
        return new Operation(
                operation.toString(), 0, stack -> operation.run(stack, model, new SplittableRandom(draw), length));
    }

    private Operation large(StackOperation operation, int length) {
        long draw = random.nextLong();
        return new Operation(
                "large " + operation, length, stack -> operation.run(stack, model, new SplittableRandom(draw), length));
    }

    private Operation transaction(int most) {
        SplittableRandom draw = random.split();
        int n = 2 + random.nextInt(4);
        return new Operation("transaction of " + n, 0, stack -> stack.transact(() -> several(stack, draw, n, most)));
    }

    /** Some of the bodies go on although the stack has failed; that must not help them. */
    private void several(BStack stack, SplittableRandom draw, int n, int most) throws IOException {
        boolean swallows = draw.nextBoolean();
        for (int i = 0; i < n; i++) {
            try {
                StackOperation.any(draw).run(stack, model, draw, draw.nextInt(draw.nextInt(8) == 0 ? 2_500 : most + 1));
            } catch (BStackFailedException e) {
                if (!swallows) {
                    throw e;
                }
            }
        }
    }

    private Operation rolledBack() {
        SplittableRandom draw = random.split();
        int n = 1 + random.nextInt(3);
        return rolledBack(stack -> several(stack, draw, n, 3_000));
    }

    private Operation rolledBack(Body inside) {
        return new Operation("transaction rolled back", 0, stack -> {
            byte[] before = model.payload();
            try {
                stack.transact(() -> {
                    inside.run(stack);
                    throw new RolledBack();
                });
                throw new AssertionError("a transaction whose body threw has returned");
            } catch (RolledBack expected) {
                model.restore(before);
            }
        });
    }

    /** What a body throws to be rolled back. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolledBack() {
            super("rolled back on purpose", null, false, false);
        }
    }
}
