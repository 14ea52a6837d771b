package bstack.collections;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What several threads see of a map or a queue is what some sequence of their calls would show. Only under stress: a model
 * checker would be too slow here.
 */
@Tag("campaign")
class LinearizabilityTest {
    /** A map whose replacement looks first, and then puts. */
    public static class ReplaceInTwoSteps extends MapUnderLincheck {
        /** As for every map. */
        public ReplaceInTwoSteps() throws IOException {}

        @Override
        public boolean replace(int key, int expected, int value) throws IOException {
            boolean replaces = Integer.valueOf(expected).equals(map.get(key));
            LockSupport.parkNanos(50_000); // so that it does not hang on the machine whether others come between
            if (replaces) {
                map.put(key, value);
            }
            return replaces;
        }
    }

    /** A queue whose elements are taken by looking first, and removing then. */
    public static class PollInTwoSteps extends QueueUnderLincheck {
        /** As for every queue. */
        public PollInTwoSteps() throws IOException {}

        @Override
        public Integer poll() throws IOException {
            Integer first = queue.peek();
            LockSupport.parkNanos(50_000); // as above
            queue.poll();
            return first;
        }
    }

    @Test
    void underStressAMapIsLinearizable() {
        stress().check(MapUnderLincheck.class);
    }

    @Test
    void underStressAQueueIsLinearizable() {
        stress().check(QueueSizeUnderLincheck.class);
    }

    @Test
    void underStressElementsThatAreClaimedAreTakenOnceAndInOrder() {
        stress().check(ClaimsUnderLincheck.class);
    }

    @Test
    void underStressAReplacementInTwoStepsIsReported() {
        assertReported(ReplaceInTwoSteps.class);
    }

    @Test
    void underStressAPollInTwoStepsIsReported() {
        assertReported(PollInTwoSteps.class);
    }

    private static void assertReported(Class<?> broken) {
        AssertionError reported = assertThrows(
                AssertionError.class,
                () -> stress().iterations(50).minimizeFailedScenario(false).check(broken));
        assertTrue(reported.getMessage().contains("Invalid execution results"), reported.getMessage());
    }

    private static StressOptions stress() {
        // On a busy machine rewriting the classes alone takes longer than the half minute that is allowed otherwise.
        return new StressOptions()
                .invocationTimeout$lincheck(600_000)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(3)
                .actorsAfter(2)
                .invocationsPerIteration(300)
                .iterations(Integer.getInteger("bstack.lincheck.iterations", 5));
    }
}
