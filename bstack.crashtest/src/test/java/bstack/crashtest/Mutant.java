package bstack.crashtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of the sources of bstack.core that breaks a promise: an entry of a file in {@code mutants}, whose
 * {@code README.txt} has the format.
 *
 * @param rule the number of the rule in docs/format.md, or "-"
 * @param name its name
 * @param says what it does wrong
 * @param scenario by what it is found
 * @param states after how many states at most
 * @param after what it took, in words; empty where nothing is counted
 * @param spared whether it survives, because another rule covers this one
 * @param because why it survives; empty if it does not
 * @param inBuild whether it is tried in every build
 * @param edits what it changes
 */
record Mutant(
        String rule,
        String name,
        String says,
        MutantScenario scenario,
        long states,
        String after,
        boolean spared,
        String because,
        boolean inBuild,
        List<Edit> edits) {

    /**
     * Lines of one file, and the lines that take their place.
     *
     * @param file its path below {@code bstack/core/internal}
     * @param original the lines as they stand, without indentation
     * @param replacement the lines instead
     */
    record Edit(String file, List<String> original, List<String> replacement) {
        /**
         * {@return the lines of the file with this edit made}
         *
         * @throws IllegalStateException if the original lines are not found exactly once
         */
        List<String> apply(List<String> lines) {
            List<String> stripped = lines.stream().map(String::strip).toList();
            int found = -1;
            for (int i = 0; i + original.size() <= stripped.size(); i++) {
                if (stripped.subList(i, i + original.size()).equals(original)) {
                    if (found >= 0) {
                        throw new IllegalStateException("%s holds these lines twice: %s".formatted(file, original));
                    }
                    found = i;
                }
            }
            if (found < 0) {
                throw new IllegalStateException(
                        "%s has changed, mend its mutants: it does not contain %s".formatted(file, original));
            }
            List<String> result = new ArrayList<>(lines.subList(0, found));
            result.addAll(replacement);
            result.addAll(lines.subList(found + original.size(), lines.size()));
            return result;
        }
    }

    /** {@return all of them, in the order of the files} */
    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        try (Stream<Path> files =
                Files.list(Path.of(Mutant.class.getResource("mutants").toURI()))) {
            for (Path file : files.sorted().toList()) {
                if (!file.endsWith("README.txt")) {
                    Parser parser = new Parser();
                    Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .forEach(parser::line);
                    all.addAll(parser.finish());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }

    /** A reader of the entries, line by line. */
    private static final class Parser {
        private final List<Mutant> mutants = new ArrayList<>();
        private List<Edit> edits;
        private String[] title;
        private String says;
        private String[] found;
        private String after = "";
        private String because = "";
        private String tier;
        private String file;
        private char before;

        void line(String line) {
            char first = line.charAt(0);
            if (first == '-' || first == '+') {
                edit(first, line.substring(1).strip());
            } else if (first != '#') {
                word(line.split("\\s+", 2)[0], line.split("\\s+", 2)[1]);
            }
            before = first;
        }

        private void edit(char sign, String text) {
            if (sign == '-' && before != '-') {
                edits.add(new Edit(file, new ArrayList<>(), new ArrayList<>()));
            }
            Edit edit = edits.getLast();
            (sign == '-' ? edit.original : edit.replacement).add(text);
        }

        private void word(String word, String rest) {
            switch (word) {
                case "mutant" -> {
                    finish();
                    title = rest.split(" ");
                    edits = new ArrayList<>();
                    after = "";
                    because = "";
                }
                case "says" -> says = rest;
                case "found", "spared" -> found = (word + " " + rest).split("\\s+");
                case "after" -> after = rest;
                case "because" -> because = rest;
                case "tier" -> tier = rest;
                case "in" -> file = rest;
                default -> throw new IllegalStateException("unknown word " + word);
            }
        }

        List<Mutant> finish() {
            if (title != null) {
                mutants.add(new Mutant(
                        title[0],
                        title[1],
                        says,
                        MutantScenario.valueOf(found[1]),
                        Long.parseLong(found[2]),
                        after,
                        found[0].equals("spared"),
                        because,
                        tier.equals("default"),
                        List.copyOf(edits)));
            }
            return mutants;
        }
    }
}
