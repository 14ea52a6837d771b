package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every kind of call of a stack, each with fixed arguments; the payload holds at least 2,000 bytes. */
final class StackCalls {
    private static final byte[] SMALL = Bytes.of(1, 40);
    private static final byte[] OTHER = Bytes.of(2, 200);
    private static final byte[] LARGE = Bytes.of(3, 300_000);
    private static final int LARGE_CUT = 500;

    private StackCalls() {}

    /** {@return small calls: one frame each} */
    static List<StackCall> small() {
        List<StackCall> calls = new ArrayList<>(tails());
        calls.addAll(overwrites());
        calls.addAll(reads());
        return calls;
    }

    private static List<StackCall> tails() {
        return List.of(
                call("push", s -> s.push(SMALL), p -> Bytes.tail(p, 0, SMALL)),
                call("push direct buffer", s -> s.push(direct(SMALL)), p -> Bytes.tail(p, 0, SMALL)),
                call("extend", s -> s.extend(100), p -> Bytes.tail(p, 0, new byte[100])),
                call("pop", s -> s.pop(30), p -> Bytes.tail(p, 30, new byte[0])),
                call("popInto", s -> s.popInto(ByteBuffer.allocate(30)), p -> Bytes.tail(p, 30, new byte[0])),
                call("discard", s -> s.discard(700), p -> Bytes.tail(p, 700, new byte[0])),
                call("replaceTail", s -> s.replaceTail(50, OTHER), p -> Bytes.tail(p, 50, OTHER)),
                call("splice", s -> s.splice(300, OTHER), p -> Bytes.tail(p, 300, OTHER)),
                call("updateTail", s -> s.updateTail(20, old -> OTHER), p -> Bytes.tail(p, 20, OTHER)),
                call("tryExtend", s -> s.tryExtend(s.length(), SMALL), p -> Bytes.tail(p, 0, SMALL)),
                call("tryExtend in vain", s -> s.tryExtend(1, SMALL), p -> p),
                call("tryDiscard", s -> s.tryDiscard(s.length(), 10), p -> Bytes.tail(p, 10, new byte[0])),
                call("output stream", StackCalls::write, p -> Bytes.tail(p, 0, SMALL)));
    }

    private static List<StackCall> overwrites() {
        return List.of(
                call("set", s -> s.set(100, SMALL), p -> Bytes.with(p, 100, SMALL)),
                call("set direct buffer", s -> s.set(100, direct(SMALL)), p -> Bytes.with(p, 100, SMALL)),
                call("zero", s -> s.zero(5, 900), p -> Bytes.with(p, 5, new byte[900])),
                call("getAndSet", s -> s.getAndSet(7, SMALL), p -> Bytes.with(p, 7, SMALL)),
                call("compareAndSet", s -> s.compareAndSet(0, s.get(0, 40), SMALL), p -> Bytes.with(p, 0, SMALL)),
                call("compareAndSet in vain", s -> s.compareAndSet(0, SMALL, SMALL), p -> p),
                call("update", s -> s.update(0, 200, b -> Arrays.fill(b, (byte) 9)), StackCalls::nines));
    }

    private static List<StackCall> reads() {
        return List.of(
                call("peek", s -> s.peek(10), p -> p),
                call("get", s -> s.get(10, 90), p -> p),
                call("getInto", s -> s.getInto(10, ByteBuffer.allocateDirect(90)), p -> p),
                call("getLong", s -> s.getLong(10), p -> p),
                call("view", s -> s.view(() -> s.get(10, 90)[0] + s.length()), p -> p),
                call("stats", BStack::stats, p -> p),
                call("length", BStack::length, p -> p),
                call("channel", s -> s.channel().read(ByteBuffer.allocate(100)), p -> p),
                call("input stream", s -> s.inputStream(5).read(new byte[100]), p -> p),
                call("refused get", s -> refused(() -> s.get(0, 1L << 40)), p -> p),
                call("refused pop", s -> refused(() -> s.pop(1 << 30)), p -> p),
                call("lockUpTo", s -> s.lockUpTo(50), p -> p),
                call("checkpoint", BStack::checkpoint, p -> p));
    }

    /** {@return calls that move more than is put into a frame} */
    static List<StackCall> large() {
        return List.of(
                call("large push", s -> s.push(LARGE), p -> Bytes.tail(p, 0, LARGE)),
                call("large push direct buffer", s -> s.push(direct(LARGE)), p -> Bytes.tail(p, 0, LARGE)),
                call("large splice", s -> s.splice(LARGE_CUT, LARGE), p -> Bytes.tail(p, LARGE_CUT, LARGE)),
                call("large extend", s -> s.extend(1_200_000), p -> Bytes.tail(p, 0, new byte[1_200_000])),
                call("large push and set", StackCalls::pushAndSet, StackCalls::pushedAndSet));
    }

    /** {@return large calls for a payload of more than 400,000 bytes} */
    static List<StackCall> largeOverwrites() {
        return List.of(
                call("large set", s -> s.set(1_000, LARGE), p -> Bytes.with(p, 1_000, LARGE)),
                call("large pop", s -> s.pop(300_000), p -> Bytes.tail(p, 300_000, new byte[0])),
                call("large zero", s -> s.zero(5, 350_000), p -> Bytes.with(p, 5, new byte[350_000])));
    }

    private static StackCall call(
            String name, StackCall.Action action, java.util.function.UnaryOperator<byte[]> effect) {
        return new StackCall(name, action, effect);
    }

    private static void write(BStack stack) throws IOException {
        stack.outputStream().write(SMALL);
    }

    private static byte[] nines(byte[] before) {
        byte[] nines = new byte[200];
        Arrays.fill(nines, (byte) 9);
        return Bytes.with(before, 0, nines);
    }

    private static void pushAndSet(BStack stack) throws IOException {
        stack.transact(() -> {
            stack.push(LARGE);
            stack.set(3, SMALL);
        });
    }

    private static byte[] pushedAndSet(byte[] before) {
        return Bytes.with(Bytes.tail(before, 0, LARGE), 3, SMALL);
    }

    /** Something that is refused. */
    @FunctionalInterface
    private interface Refused {
        void run() throws IOException;
    }

    private static void refused(Refused call) throws IOException {
        try {
            call.run();
        } catch (IndexOutOfBoundsException | IllegalArgumentException expected) {
            return;
        }
        throw new AssertionError("it was not refused");
    }

    private static ByteBuffer direct(byte[] data) {
        return ByteBuffer.allocateDirect(data.length).put(data).flip();
    }
}
