package bstack.crashtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The document lists the mutants as their files do. {@code -Dbstack.mutants.write=true} writes its tables anew, for a
 * change that is meant.
 */
class MutantTablesTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "testing", "mutants.md");
    private static final boolean WRITE = Boolean.getBoolean("bstack.mutants.write");

    private static final Set<MutantScenario> READERS =
            EnumSet.of(MutantScenario.READERS, MutantScenario.MAPPED_READERS, MutantScenario.READER_RULES);

    @Test
    void theDocumentListsTheMutantsOfTheFiles() throws IOException {
        String document = Files.readString(DOCUMENT);
        String expected = withTable(
                document,
                "Rules, checks and steps",
                "| rule | left out or wrong | found by | after |",
                mutant -> !mutant.spared() && !READERS.contains(mutant.scenario()),
                mutant -> "| %s | %s |"
                        .formatted(mutant.rule().replace("-", ""), found(mutant))
                        .replace("|  |", "| |"));
        expected = withTable(
                expected,
                "Readers",
                "| left out or wrong | found by | after |",
                mutant -> !mutant.spared() && READERS.contains(mutant.scenario()),
                mutant -> "| %s |".formatted(found(mutant)));
        expected = withTable(
                expected,
                "Not missed when left out alone",
                "| alone not missed | in | because |",
                Mutant::spared,
                mutant -> "| %s | %,d states, %s | %s |"
                        .formatted(mutant.says(), mutant.states(), name(mutant.scenario()), mutant.because()));
        if (WRITE) {
            Files.writeString(DOCUMENT, expected);
            document = expected;
        }
        assertEquals(expected, document, "if this is meant: -Dbstack.mutants.write=true");
    }

    private static String found(Mutant mutant) {
        String slow = mutant.inBuild() ? "" : " *";
        return "%s%s | %s | %s"
                .formatted(mutant.says(), slow, name(mutant.scenario()), mutant.after())
                .stripTrailing();
    }

    private static String name(MutantScenario scenario) {
        return scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@return the document with the first table of a section replaced} */
    private static String withTable(
            String document, String section, String head, Predicate<Mutant> which, Function<Mutant, String> row) {
        List<String> lines = new ArrayList<>(List.of(head, head.replaceAll("[^|]+", "---")));
        Mutant.all().stream().filter(which).map(row).forEach(lines::add);
        int begin = document.indexOf("\n|", document.indexOf("\n## " + section + "\n")) + 1;
        int end = begin;
        while (document.startsWith("|", end)) {
            end = document.indexOf('\n', end) + 1;
        }
        return document.substring(0, begin) + String.join("\n", lines) + "\n" + document.substring(end);
    }
}
