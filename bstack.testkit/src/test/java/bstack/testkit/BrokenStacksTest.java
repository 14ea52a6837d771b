package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jetbrains.lincheck.datastructures.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** {@link StackLinearizabilityTest} can fail: it reports stacks an operation of which takes effect in two steps. */
class BrokenStacksTest {
    /** Answers a length that it looked up before. */
    public static class PushInTwoSteps extends StackLinearizabilityTest {
        /** As for every stack. */
        public PushInTwoSteps() throws IOException {}

        @Override
        public long push(int value) throws IOException {
            long length = stack.length();
            stack.push(new byte[] {(byte) value});
            return length;
        }
    }

    /** Two threads may get the same byte. */
    public static class PopInTwoSteps extends StackLinearizabilityTest {
        /** As for every stack. */
        public PopInTwoSteps() throws IOException {}

        @Override
        public int pop() throws IOException {
            try {
                int last = stack.peek(stack.length() - 1)[0];
                stack.discard(1);
                return last;
            } catch (IndexOutOfBoundsException empty) {
                return -1;
            }
        }
    }

    /** Others may push between its two bytes, and see one of them alone. */
    public static class TransactionInTwoSteps extends StackLinearizabilityTest {
        /** As for every stack. */
        public TransactionInTwoSteps() throws IOException {}

        @Override
        public long transact(int value) throws IOException {
            long before = stack.push(new byte[] {(byte) value});
            stack.push(new byte[] {(byte) (value + 1)});
            return before;
        }
    }

    private static void isReported(Class<?> broken, Options<?, ?> options) {
        AssertionError reported = assertThrows(AssertionError.class,
                () -> options.minimizeFailedScenario(false).check(broken));
        assertTrue(reported.getMessage().contains("Invalid execution results"), reported.getMessage());
    }

    @Test
    void underStressAPushInTwoStepsIsReported() {
        isReported(PushInTwoSteps.class, StackLinearizabilityTest.stress());
    }

    @Test
    void underStressAPopInTwoStepsIsReported() {
        isReported(PopInTwoSteps.class, StackLinearizabilityTest.stress());
    }

    /** As slow as the search among interleavings is, it is done only where more of it is asked for. */
    @Test
    @EnabledIfSystemProperty(named = "bstack.lincheck.iterations", matches = "\\d+")
    void amongInterleavingsATransactionInTwoStepsIsReported() {
        isReported(TransactionInTwoSteps.class, StackLinearizabilityTest.modelChecking());
    }
}
