package bstack.alloc.ghosttree;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step of a merge in a heap in use, and of a cut of its tail, is needed, and tested: without it {@link HeapModel}
 * finds something. {@code -Dbstack.seed=N} chooses the first run.
 */
@Tag("campaign")
class MergeMutantTest {
    private static final int RUNS = 200;
    private static final int OPERATIONS = 1_500;

    @TempDir
    private Path directory;

    /**
     * A change of a source.
     *
     * @param says what it does wrong
     * @param file the source
     * @param original what it replaces
     * @param replacement by what
     */
    private record Mutant(String says, String file, String original, String replacement) {
        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant(
                        "a merge loses the second of two neighbours",
                        "recovery/RecoveryPlan.java",
                        "merged.size(last) + found.size(slot)",
                        "merged.size(last)"),
                new Mutant(
                        "a merge forgets the rollback of the index",
                        "index/FreeSpace.java",
                        "            index = old;\n",
                        ""),
                new Mutant(
                        "the new tree is not written",
                        "index/FreeSpace.java",
                        "TreeWriter.writeAll(stack, balanced);",
                        ""),
                new Mutant(
                        "the node between two neighbours is left in the merged block", "index/FreeSpace.java", """
                                for (long seam : seams) {
                                    stack.zero(seam, GhostTreeLayout.NODE_LENGTH);
                                }
                        """, ""),
                new Mutant(
                        "a merge comes before it is due",
                        "heap/GrowthRule.java",
                        "free >= leastFree && free >= payload / SHARE && ",
                        ""),
                new Mutant(
                        "a merge comes at every request without a fit",
                        "heap/GrowthRule.java",
                        "released > blocks / RELEASES_PER_MERGE",
                        "true"),
                new Mutant(
                        "a rollback keeps the sums over the free blocks",
                        "index/IndexChanges.java",
                        "index.totals().set(totals);",
                        ""),
                new Mutant(
                        "a rollback keeps the run of free blocks at the end",
                        "index/IndexChanges.java",
                        "tail.forget();",
                        ""),
                new Mutant(
                        "what is taken stays in the run of free blocks at the end",
                        "index/FreeSpace.java",
                        "tail.taken(taken, taken + size);",
                        ""),
                new Mutant(
                        "what is cut off stays in the run of free blocks at the end",
                        "index/FreeSpace.java",
                        "tail.cutOff(end);",
                        ""),
                new Mutant(
                        "a cut leaves the blocks in the index",
                        "index/FreeSpace.java",
                        "index.remove(index.below(length));",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void whatAMutantLeavesOutIsMissed(Mutant mutant) throws Exception {
        try (MutantLoader changed =
                MutantLoader.of(directory, mutant.file(), mutant.original(), mutant.replacement())) {
            assertNotNull(changed.firstFinding(Long.getLong("bstack.seed", 1), RUNS, OPERATIONS), mutant.says());
        }
    }

    @Test
    void theSourceAsItIsSurvives() throws Exception {
        try (MutantLoader same =
                MutantLoader.of(directory, "index/FreeSpace.java", "tail.cutOff(end);", "tail.cutOff(end); ")) {
            assertNull(same.firstFinding(Long.getLong("bstack.seed", 1), RUNS, OPERATIONS));
        }
    }
}
