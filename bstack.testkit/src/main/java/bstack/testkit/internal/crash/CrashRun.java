package bstack.testkit.internal.crash;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.internal.workload.CrashWorkload;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run of a workload on a simulated disk, with every crash explored on the way: opening, operations, checkpoints,
 * reopenings, the close at the end.
 */
final class CrashRun {
    private static final int CHECKPOINT_PERCENT = 4;
    private static final int REOPEN_PERCENT = 9;

    private final CrashWorkload workload;
    private final CrashExplorer explorer;
    private final BStackOptions options;
    private final CrashPath only;
    private final Trail trail;
    private final CrashingStorage disk;
    private CrashPoint.Recorder recorder;
    private CrashState state;
    private BStack stack;
    private int steps;
    private boolean silent;

    @SuppressWarnings("NullAway.Init") // a run begins by opening the stack
    CrashRun(CrashWorkload workload, CrashExplorer explorer, BStackOptions options, CrashPath only, long seed) {
        this.workload = workload;
        this.explorer = explorer;
        this.options = options;
        this.only = only;
        trail = Trail.run(seed);
        disk = workload.initial().disk();
        recorder = new CrashPoint.Recorder(trail, 100, 100);
        state = workload.initial().allowed()[0];
    }

    /** Runs that many operations. */
    void run(int operations) {
        SplittableRandom random = new SplittableRandom(trail.seed());
        open(workload.initial().allowed(), workload.initial().settled());
        for (int i = 0; i < operations; i++) {
            int kind = random.nextInt(100);
            if (kind < CHECKPOINT_PERCENT) {
                step("checkpoint", () -> {
                    disk.classifier().closing();
                    stack.checkpoint();
                    CrashExplorer.checkAtRest(disk, state.payload());
                });
            } else if (kind < REOPEN_PERCENT) {
                close();
                open(new CrashState[] {state}, true);
            } else {
                operate(workload.next());
            }
        }
        close();
    }

    /**
     * Runs operations in the given order, and a close at the end.
     *
     * @param before operations that are not explored: other runs do that
     * @param explored the operations whose crashes are explored, and those of the close behind them
     */
    void run(List<CrashWorkload.Operation> before, List<CrashWorkload.Operation> explored) {
        silent = !before.isEmpty();
        open(workload.initial().allowed(), workload.initial().settled());
        before.forEach(this::operate);
        silent = false;
        explored.forEach(this::operate);
        close();
    }

    private void operate(CrashWorkload.Operation operation) {
        step(operation.name(), () -> {
            if (operation.movedBytes() > 0) {
                disk.classifier().moving(operation.movedBytes());
            }
            operation.body().run(stack);
        });
    }

    private void open(CrashState[] allowed, boolean explored) {
        state = allowed[0];
        Trail at = trail.step("open", steps);
        begin(at);
        guarded(at, () -> {
            disk.classifier().opening(disk);
            stack = BStack.open(disk, options);
            disk.classifier().running();
            workload.open(stack);
        });
        CrashState after = reached(at);
        CrashState[] possible = Arrays.copyOf(allowed, allowed.length + 1);
        possible[allowed.length] = after;
        end(at, explored ? possible : null, after);
    }

    private void close() {
        step("close", () -> {
            disk.classifier().closing();
            stack.close();
            CrashExplorer.checkAtRest(disk, state.payload());
        });
    }

    /** An action of the stack, or of its user. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void step(String name, Action action) {
        Trail at = trail.step(name, steps);
        begin(at);
        guarded(at, action);
        disk.classifier().running();
        CrashState after = name.equals("close") ? state : reached(at);
        List<CrashState> allowed = new ArrayList<>();
        allowed.add(state);
        allowed.addAll(workload.between());
        allowed.add(after);
        end(at, allowed.toArray(CrashState[]::new), after);
    }

    private void begin(Trail at) {
        recorder = new CrashPoint.Recorder(at, 100, 100);
        disk.watch(silent ? null : recorder);
    }

    /** The operation has been acknowledged: crashes in it may show it or not, crashes from now on must show it. */
    private void end(Trail at, CrashState @Nullable [] allowed, CrashState after) {
        disk.watch(null);
        state = after;
        steps++;
        if (silent || !only.leadsTo(at)) {
            return;
        }
        List<CrashPoint> points = recorder.take();
        if (allowed != null) {
            explorer.explore(points, allowed, at, 0, 0);
        }
        explorer.explore(List.of(CrashPoint.idle(disk)), new CrashState[] {after}, at, points.size(), 0);
    }

    private CrashState reached(Trail at) {
        CrashState[] reached = new CrashState[1];
        guarded(at, () -> {
            reached[0] = workload.state(stack);
            if (!Arrays.equals(stack.peek(0), reached[0].payload())) {
                throw new AssertionError("the running stack does not hold what the model holds");
            }
        });
        return reached[0];
    }

    private static void guarded(Trail at, Action action) {
        try {
            action.run();
        } catch (CrashViolation e) {
            throw e;
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new CrashViolation("without any crash: " + e, at, e);
        }
    }
}
