package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzz target for which no input has been kept yet is tried with its seeds. */
class FuzzWithoutCorpusTest {
    /** Has no folder of inputs. */
    private static final class New extends FuzzContract {
        private final List<Integer> tried = new ArrayList<>();

        @Override
        protected void check(byte[] input) {
            tried.add(input.length);
        }

        @Override
        protected List<byte[]> seeds() {
            return List.of(new byte[3], new byte[5]);
        }
    }

    @Test
    void itStartsWithoutPreparation() throws IOException {
        New target = new New();
        target.everyInputOfTheCorpusIsRefusedOrRight();
        assertEquals(List.of(3, 5), target.tried);
    }
}
