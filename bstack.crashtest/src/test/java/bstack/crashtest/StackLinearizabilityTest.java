package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.testkit.internal.campaign.Volume;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation of a stack takes effect at one moment between its call and its return: Lincheck searches for
 * answers of threads that no sequence of the operations explains. It finds them where an operation takes two steps.
 */
@Tag("campaign")
class StackLinearizabilityTest {
    /** A search that ends with the first thing it finds. */
    private static final int ENOUGH = 50;

    /** Answers a length that it looked up before. */
    public static class PushInTwoSteps extends StackUnderLincheck {
        /** As for every stack. */
        public PushInTwoSteps() throws IOException {}

        @Override
        public long push(int value) throws IOException {
            long length = stack.length();
            pause();
            stack.push(new byte[] {(byte) value});
            return length;
        }
    }

    /** Two threads may get the same byte. */
    public static class PopInTwoSteps extends StackUnderLincheck {
        /** As for every stack. */
        public PopInTwoSteps() throws IOException {}

        @Override
        public int pop() throws IOException {
            try {
                int last = stack.peek(stack.length() - 1)[0];
                pause();
                stack.discard(1);
                return last;
            } catch (IndexOutOfBoundsException empty) {
                return -1;
            }
        }
    }

    /** Others may push between its two bytes, and see one of them alone. */
    public static class TransactionInTwoSteps extends StackUnderLincheck {
        /** As for every stack. */
        public TransactionInTwoSteps() throws IOException {}

        @Override
        public long transact(int value) throws IOException {
            long before = stack.push(new byte[] {(byte) value});
            pause();
            stack.push(new byte[] {(byte) (value + 1)});
            return before;
        }
    }

    /** Answers when others may not see it yet, and a crash may lose it. */
    public static class SubmitWithoutAwait extends StackUnderLincheck {
        /** As for every stack. */
        public SubmitWithoutAwait() throws IOException {}

        @Override
        public long submitAndAwait(int value) throws IOException {
            return stack.submit(() -> {
                        long before = stack.push(new byte[] {(byte) value});
                        stack.push(new byte[] {(byte) (value + 1)});
                        return before;
                    })
                    .result();
        }
    }

    /** The length is of an older state than the bytes. */
    public static class ViewInTwoSteps extends StackUnderLincheck {
        /** As for every stack. */
        public ViewInTwoSteps() throws IOException {}

        @Override
        public long view() throws IOException {
            long length = stack.length();
            pause();
            try {
                return length == 0 ? -1 : summary(stack.get(0, 1)[0], stack.peek(stack.length() - 1)[0], length);
            } catch (IndexOutOfBoundsException emptyMeanwhile) {
                return -2;
            }
        }
    }

    /** So that it does not hang on the machine whether others come between. */
    private static void pause() {
        LockSupport.parkNanos(50_000);
    }

    @Test
    void underStressEveryAnswerIsThatOfSomeSequence() {
        stress().check(StackUnderLincheck.class);
    }

    @Test
    void inEveryInterleavingThatIsTriedEveryAnswerIsThatOfSomeSequence() {
        modelChecking().check(StackUnderLincheck.class);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PushInTwoSteps.class,
                PopInTwoSteps.class,
                TransactionInTwoSteps.class,
                SubmitWithoutAwait.class,
                ViewInTwoSteps.class
            })
    void underStressAnOperationInTwoStepsIsReported(Class<?> broken) {
        isReported(broken, stress().iterations(ENOUGH));
    }

    /** As slow as the search among interleavings is, it is done only where more of it is asked for. */
    @Test
    @EnabledIfSystemProperty(named = "bstack.lincheck.iterations", matches = "\\d+")
    void amongInterleavingsATransactionInTwoStepsIsReported() {
        isReported(TransactionInTwoSteps.class, modelChecking());
    }

    private static void isReported(Class<?> broken, Options<?, ?> options) {
        AssertionError reported = assertThrows(
                AssertionError.class,
                () -> options.minimizeFailedScenario(false).check(broken));
        assertTrue(reported.getMessage().contains("Invalid execution results"), reported.getMessage());
    }

    private static StressOptions stress() {
        return configured(new StressOptions().invocationsPerIteration(500).threads(3), 6);
    }

    private static ModelCheckingOptions modelChecking() {
        return configured(new ModelCheckingOptions().invocationsPerIteration(50).threads(2), 2);
    }

    private static <O extends Options<O, ?>> O configured(O options, int iterations) {
        // On a busy machine rewriting the classes alone takes longer than the half minute that is allowed otherwise.
        return options.sequentialSpecification(StackUnderLincheck.class)
                .invocationTimeout$lincheck(600_000)
                .actorsPerThread(2)
                .actorsBefore(2)
                .actorsAfter(1)
                .iterations(Integer.getInteger("bstack.lincheck.iterations", Volume.of(iterations)));
    }
}
