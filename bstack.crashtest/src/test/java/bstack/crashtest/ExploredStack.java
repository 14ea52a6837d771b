package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import bstack.testkit.internal.crash.CrashExplorer;
import bstack.testkit.internal.crash.CrashLimits;
import bstack.testkit.internal.crash.CrashPath;
import bstack.testkit.internal.crash.CrashPoint;
import bstack.testkit.internal.crash.Trail;
import bstack.testkit.internal.workload.CrashState;
import bstack.testkit.model.StackModel;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.util.List;

/** A stack on a simulated disk, in whose every call all crashes are explored; for tests that choose each call. */
final class ExploredStack {
    private static final int AFTERWARDS = 900;

    private final CrashingStorage disk;
    private final CrashExplorer explorer;
    private final StackModel model;
    private BStack stack;
    private int calls;

    /** A call on a stack. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    /**
     * Opens it, and explores that.
     *
     * @param disk the disk
     * @param medium what the stack is opened on, the disk or something before it
     * @param payload what opening it must find
     * @param options its options
     */
    ExploredStack(CrashingStorage disk, Storage medium, byte[] payload, BStackOptions options) throws IOException {
        this.disk = disk;
        model = new StackModel(payload);
        explorer = new CrashExplorer(options, CrashLimits.SAMPLED, (opened, state) -> {}, CrashPath.of(""));
        explored(
                () -> {
                    disk.classifier().opening(disk);
                    stack = BStack.open(medium, options);
                    disk.classifier().running();
                },
                () -> {});
    }

    void push(byte[] data) throws IOException {
        explored(() -> stack.push(data), () -> model.push(data));
    }

    void discard(int n) throws IOException {
        explored(() -> stack.discard(n), () -> model.pop(n));
    }

    void set(int offset, byte[] data) throws IOException {
        explored(() -> stack.set(offset, data), () -> model.set(offset, data));
    }

    /** Overwrites pieces of the payload, each followed by a byte that stays, in one commit. */
    void set(List<byte[]> pieces) throws IOException {
        explored(
                () -> stack.transact(() -> {
                    int at = 0;
                    for (byte[] piece : pieces) {
                        stack.set(at, piece);
                        at += piece.length + 1;
                    }
                }),
                () -> {
                    int at = 0;
                    for (byte[] piece : pieces) {
                        model.set(at, piece);
                        at += piece.length + 1;
                    }
                });
    }

    void close() throws IOException {
        explored(stack::close, () -> {});
    }

    /** During the call a crash leaves the payload before or after it, afterwards only that. */
    private void explored(Call call, Runnable inModel) throws IOException {
        Trail trail = Trail.run(model.length()).step("call", calls++);
        CrashPoint.Recorder recorder = new CrashPoint.Recorder(trail, 100, 100);
        CrashState before = new CrashState(model.payload(), null);
        disk.watch(recorder);
        call.run();
        disk.watch(null);
        inModel.run();
        CrashState after = new CrashState(model.payload(), null);
        explorer.explore(recorder.take(), new CrashState[] {before, after}, trail, 0, 0);
        explorer.explore(List.of(CrashPoint.idle(disk)), new CrashState[] {after}, trail, AFTERWARDS, 0);
    }
}
