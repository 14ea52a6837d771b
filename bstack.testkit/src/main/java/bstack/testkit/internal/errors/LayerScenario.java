package bstack.testkit.internal.errors;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.testkit.model.AllocatorFactory;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a layer above a heap, for example of a map. A call that throws has changed nothing, or the stack has failed;
 * then it holds what it held before or after the call when it is opened again. Of a call that makes several transactions
 * the contents are compared alone.
 */
public final class LayerScenario implements ErrorScenario {
    /** A layer on a heap that was opened. */
    public interface Layer {
        /** Brings it into the state before the call, on a heap that is empty. */
        void fill() throws IOException;

        /** Makes the call; it does the same each time. */
        void call() throws IOException;

        /** {@return whether the call is one transaction, so that it leaves the payload as it was if it throws} */
        default boolean isOneTransaction() {
            return true;
        }

        /** {@return what is stored, to be compared; what is not sound is an AssertionError} */
        Object contents() throws IOException;

        /**
         * Goes on working, and checks what is kept in memory.
         *
         * @param returned whether the call has returned
         */
        void goOn(boolean returned) throws IOException;
    }

    /** Opens a layer on a heap, empty or with the layer's content. */
    @FunctionalInterface
    public interface LayerFactory {
        /** {@return the layer} */
        Layer open(BStackAllocator heap) throws IOException;
    }

    private final String name;
    private final AllocatorFactory heaps;
    private final LayerFactory layers;

    /** Creates the scenario. */
    public LayerScenario(String name, AllocatorFactory heaps, LayerFactory layers) {
        this.name = name;
        this.heaps = heaps;
        this.layers = layers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Trial begin() throws IOException {
        return new Used();
    }

    /** One case. */
    private final class Used implements Trial {
        private final ErrorMedium medium = new ErrorMedium(new byte[0]);
        private final BStackAllocator heap;
        private final Layer layer;
        private final Object before;
        private final byte[] payload;

        Used() throws IOException {
            heap = heaps.open(BStack.open(medium, StackState.OPTIONS));
            layer = layers.open(heap);
            layer.fill();
            before = layer.contents();
            payload = heap.stack().peek(0);
        }

        @Override
        public void act() throws IOException {
            layer.call();
        }

        @Override
        public void check(@Nullable Throwable thrown) throws IOException {
            Object after = withoutError();
            BStack stack = heap.stack();
            String what = thrown == null ? "the call returned" : "the call threw";
            if (StackState.hasFailed(stack)) {
                StackState.refusesEverything(stack);
                StackState.close(stack, medium);
                List<Object> possible = thrown == null ? List.of(after) : List.of(before, after);
                checkReopened(medium.killed(), possible, what + ", the stack has failed, reopened");
                checkReopened(medium.powerCut(), possible, what + ", the stack has failed, after a power cut");
                return;
            }
            if (thrown != null && layer.isOneTransaction() && !Arrays.equals(payload, stack.peek(0))) {
                throw new AssertionError("the call threw, and the payload is another one", thrown);
            }
            List<Object> known = List.of(thrown == null ? after : before);
            expect(layer.contents(), known, what);
            checkReopened(medium.killed(), known, what + ", after a kill");
            checkReopened(medium.powerCut(), known, what + ", after a power cut");
            layer.goOn(thrown == null);
            Object used = layer.contents();
            heap.close();
            StackState.close(stack, medium);
            checkReopened(medium.killed(), List.of(used), what + ", used and closed");
        }
    }

    private void checkReopened(ErrorMedium found, List<Object> possible, String what) throws IOException {
        try (BStackAllocator reopened = heaps.open(BStack.open(found, StackState.OPTIONS))) {
            expect(layers.open(reopened).contents(), possible, what);
        }
    }

    private static void expect(Object found, List<Object> possible, String what) {
        if (!possible.contains(found)) {
            throw new AssertionError("%s: found %s, expected one of %s".formatted(what, found, possible));
        }
    }

    /** {@return what the call makes of the layer when nothing is thrown} */
    private Object withoutError() throws IOException {
        Used undisturbed = new Used();
        undisturbed.act();
        Object after = undisturbed.layer.contents();
        undisturbed.heap.close();
        return after;
    }
}
