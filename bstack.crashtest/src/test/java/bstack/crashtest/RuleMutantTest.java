package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule that recovery relies on, every check and every step is needed, and tested: without it something is found.
 *
 * <p>{@code -Dbstack.crash.mutants=all} tries the slow ones too, and those that are to survive;
 * {@code -Dbstack.crash.mutant=PATTERN} those alone whose names match.
 */
@Tag("campaign")
class RuleMutantTest {
    private static final int AT_A_TIME = 2;
    /** How many rules docs/format.md has. */
    private static final int RULES = 15;

    /** A pattern for the names of the mutants to try. */
    private static final String ONLY = System.getProperty("bstack.crash.mutant", ".*");

    private static final boolean ALL = "all".equals(System.getProperty("bstack.crash.mutants"));

    @TempDir
    private static Path directory;

    private static final Map<Mutant, Future<List<String>>> RUNS = new LinkedHashMap<>();
    private static ExecutorService runner;

    static Stream<Mutant> mutants() {
        return Mutant.all().stream()
                .filter(mutant -> (ALL || mutant.inBuild()) && mutant.name().matches(ONLY));
    }

    @BeforeAll
    static void start() {
        runner = Executors.newFixedThreadPool(AT_A_TIME);
        MutantBuild build = new MutantBuild(directory);
        mutants().forEach(mutant -> RUNS.put(mutant, runner.submit(() -> build.run(mutant))));
    }

    @AfterAll
    static void stop() {
        runner.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void whatAMutantLeavesOutIsMissed(Mutant mutant) throws Exception {
        List<String> lines = RUNS.get(mutant).get();
        System.out.println(mutant + ": " + String.join(" | ", lines));
        String verdict = lines.isEmpty() ? "" : lines.getLast();
        String message = "%s, which %s: %s".formatted(mutant, mutant.says(), lines);
        if (mutant.spared()) {
            assertTrue(verdict.startsWith(MutantScenario.NOTHING), message);
        } else {
            assertTrue(verdict.startsWith(MutantScenario.FOUND), message);
        }
    }

    @Test
    void soundSourcesSurviveTheSame() throws Exception {
        Mutant none = new Mutant(
                "-",
                "nothing-changed",
                "changes nothing",
                MutantScenario.STACK,
                2_000,
                "",
                true,
                "nothing is changed",
                true,
                List.of(new Mutant.Edit("journal/Journal.java", List.of("sync(); // C"), List.of("sync();"))));
        List<String> lines = new MutantBuild(directory).run(none);
        assertTrue(lines.getLast().startsWith(MutantScenario.NOTHING), lines.toString());
    }

    /** Those too that are not tried today: the sources that they change go on changing. */
    @Test
    void everyMutantCompiles() throws IOException {
        MutantBuild build = new MutantBuild(directory);
        List<String> broken = new ArrayList<>();
        for (Mutant mutant : Mutant.all()) {
            try {
                if (!RUNS.containsKey(mutant)) {
                    build.compile(mutant);
                }
            } catch (IllegalStateException e) {
                broken.add(mutant + ": " + e.getMessage());
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyRuleHasAMutant() {
        List<String> rules = Mutant.all().stream().map(Mutant::rule).distinct().toList();
        for (int rule = 1; rule <= RULES; rule++) {
            assertTrue(rules.contains(Integer.toString(rule)), "rule " + rule + " has no mutant");
        }
    }
}
