package bstack.bench.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.bench.Task;
import bstack.bench.TinyPlans;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavedTest {
    private final StringBuilder events = new StringBuilder();

    private class Recorded implements Task {
        private final String name;

        Recorded(String name) {
            this.name = name;
        }

        @Override
        public void before(int times) {
            events.append(name).append(times).append(':');
        }

        @Override
        public void run() {
            events.append(name);
        }

        @Override
        public void verify() {
            events.append(" verify ").append(name);
        }

        @Override
        public void close() {
            throw new AssertionError("the owner closes");
        }
    }

    @Test
    void tasksTakeTurnsEachIsPreparedBeforeItsTurnAndAllAreVerifiedInTheEnd() throws Exception {
        Interleaved rounds = new Interleaved(TinyPlans.rounds(2, Path.of(".")));
        rounds.add("first", new Recorded("a"));
        rounds.add("second", new Recorded("b"));
        List<Series> found = rounds.run();
        assertEquals("a5:aaaaab5:bbbbba5:aaaaab5:bbbbb verify a verify b", events.toString());
        assertEquals(
                List.of("first", "second"), found.stream().map(Series::name).toList());
        for (Series series : found) {
            assertEquals(2, series.values().length);
            assertTrue(Arrays.stream(series.values()).allMatch(nanos -> nanos > 0), series::toString);
        }
    }

    @Test
    void aTaskThatHasNotDoneWhatItClaimsFailsTheMeasurement() {
        Interleaved rounds = new Interleaved(TinyPlans.rounds(2, Path.of(".")));
        rounds.add("liar", new Recorded("a") {
            @Override
            public void verify() {
                throw new IllegalStateException("nothing was stored");
            }
        });
        assertThrows(IllegalStateException.class, rounds::run);
    }
}
