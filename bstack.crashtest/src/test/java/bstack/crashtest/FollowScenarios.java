package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.CommitListener;
import bstack.core.CommittedFrame;
import bstack.core.Snapshot;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.LinearBStackAllocator;
import bstack.testkit.internal.errors.LayerScenario;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Snapshots, and commits that are followed, in which errors are thrown. Public, because another JVM calls it by its name. */
public final class FollowScenarios {
    private static final int PAYLOAD = 200_000;
    private static final long PATIENCE_MILLIS = 60_000;

    private FollowScenarios() {}

    /** What is done to a stack that is followed. */
    @FunctionalInterface
    private interface Call {
        void run(BStack stack) throws IOException;
    }

    /** {@return the scenarios} */
    public static List<LayerScenario> all() {
        List<LayerScenario> all = new ArrayList<>();
        add(all, "snapshot", stack -> stack.snapshotTo(Storage.memory(), (done, total) -> {}));
        add(all, "push, followed", stack -> stack.push(new byte[100]));
        add(all, "large push, followed", stack -> stack.push(new byte[PAYLOAD]));
        add(all, "overwriting what a follower has not had, followed", stack -> stack.set(PAYLOAD, new byte[50_000]));
        add(all, "pop of what a follower has not had, followed", stack -> stack.discard(60_000));
        return all;
    }

    private static void add(List<LayerScenario> all, String name, Call call) {
        all.add(new LayerScenario(name, LinearBStackAllocator::open, heap -> new Followed(heap, call)));
    }

    /** A stack whose follower waits with its first frame until the call is over. */
    private static final class Followed implements LayerScenario.Layer, CommitListener {
        /** What the follower of the case before waits for; it may wait still, with all that its stack has in memory. */
        private static CountDownLatch before = new CountDownLatch(0);

        private final BStack stack;
        private final Call call;
        private final CountDownLatch go = new CountDownLatch(1);
        private byte[] replay;
        private long last;
        private boolean lost;

        Followed(BStackAllocator heap, Call call) {
            this.stack = heap.stack();
            this.call = call;
            before.countDown();
            before = go;
        }

        @Override
        public void fill() throws IOException {
            byte[] payload = new byte[PAYLOAD];
            for (int i = 0; i < PAYLOAD; i++) {
                payload[i] = (byte) (i * 31 >> 3);
            }
            stack.push(payload);
            replay = stack.peek(0);
            last = stack.sequence();
            stack.follow(last, this);
            stack.push(payload);
            stack.set(7, new byte[] {1, 2, 3});
        }

        @Override
        public void call() throws IOException {
            call.run(stack);
        }

        @Override
        public Object contents() throws IOException {
            byte[] payload = stack.peek(0);
            return payload.length + " bytes, " + Arrays.hashCode(payload);
        }

        @Override
        public void committed(CommittedFrame frame) throws IOException {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            synchronized (this) {
                if (frame.sequence() != last + 1) {
                    throw new AssertionError(frame + " after " + last);
                }
                byte[] next = Arrays.copyOf(replay, (int) frame.payloadLength());
                for (CommittedFrame.Range range : frame.ranges()) {
                    System.arraycopy(range.bytes(), 0, next, (int) range.offset(), (int) range.length());
                }
                replay = next;
                last = frame.sequence();
                notifyAll();
            }
        }

        @Override
        public synchronized void lostPlace(long at, Throwable cause) {
            lost = true;
            notifyAll();
        }

        /** The follower gets the rest, or has lost its place; and a snapshot is the payload. */
        @Override
        public void goOn(boolean returned) throws IOException {
            stack.push(new byte[] {4, 5});
            go.countDown();
            awaitLast();
            if (!lost && !Arrays.equals(replay, stack.peek(0))) {
                throw new AssertionError("a replay is not the payload");
            }
            Storage copy = Storage.memory();
            Snapshot made = stack.snapshotTo(copy, (done, total) -> {});
            try (BStack opened = BStack.open(copy)) {
                if (!Arrays.equals(opened.peek(0), stack.peek(0))) {
                    throw new AssertionError("a snapshot is not the payload");
                }
            }
            CountDownLatch next = new CountDownLatch(1);
            Closeable following = stack.follow(made.sequence(), frame -> next.countDown());
            stack.push(new byte[1]);
            try {
                next.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            following.close();
        }

        private synchronized void awaitLast() throws IOException {
            long end = System.currentTimeMillis() + PATIENCE_MILLIS;
            while (last < stack.sequence() && !lost) {
                if (System.currentTimeMillis() > end) {
                    throw new AssertionError("a follower waits for ever after frame " + last);
                }
                try {
                    wait(100);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }
}
