package bstack.testkit;

import bstack.testkit.internal.damage.WorkMeter;
import bstack.testkit.internal.fuzz.FuzzSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A target for a fuzzer: what must hold whatever bytes it is given; a class that extends it is tested with the inputs
 * that are kept for it, and with those that Jazzer finds.
 *
 * <p>The inputs are the files in {@code src/test/fuzz/CLASS}, CLASS being its simple name; as long as there are none, the
 * {@link #seeds}. With the property
 * {@code bstack.fuzz.input} the one file that it names is tried instead. With {@code bstack.fuzz.seconds} Jazzer, which
 * must be on the class path, goes on from these inputs for so long, in a process of its own, guided by the coverage of
 * the packages below {@code bstack}, or what {@code bstack.fuzz.packages} names. What it finds interesting is collected
 * in {@code target/fuzz/CLASS}, and used by the next run; an input that fails is written there and named.
 *
 * <p>With {@code bstack.fuzz.seeds} the {@link #seeds} are written to the corpus; with {@code bstack.fuzz.merge} those
 * of the collected inputs are added to it that cover what the others do not. The tests that do all this have the tag
 * {@code fuzz}.
 */
public abstract class FuzzContract {
    private static final String INPUT = "bstack.fuzz.input";

    /** For subclasses, which have a constructor without parameters. */
    protected FuzzContract() {}

    /**
     * Tries one input; a function of it, so that it can be repeated.
     *
     * @param input any bytes
     * @throws AssertionError if what must hold does not
     * @throws IOException if an exception comes up that no such input may lead to; any other exception says the same
     */
    protected abstract void check(byte[] input) throws IOException;

    /**
     * {@return small real inputs, for the fuzzer to begin with}
     *
     * @throws IOException if they cannot be made
     */
    protected abstract List<byte[]> seeds() throws IOException;

    /** Tries one input, and counts the memory that it takes. */
    final void checkWithinBounds(byte[] input) throws IOException {
        if (WorkMeter.isTooMuch(WorkMeter.run(() -> check(input)), input.length)) {
            // It may have been the loading of classes, which comes once.
            WorkMeter.check(WorkMeter.run(() -> check(input)), input.length);
        }
    }

    private Path corpus() {
        return Path.of("src", "test", "fuzz", getClass().getSimpleName());
    }

    @Test
    void everyInputOfTheCorpusIsRefusedOrRight() throws IOException {
        if (System.getProperty(INPUT) == null && isEmpty(corpus())) {
            // Nothing has been kept yet: the fuzzer would begin with these.
            for (byte[] seed : seeds()) {
                checkWithinBounds(seed);
            }
            return;
        }
        List<String> failed = new ArrayList<>();
        List<Path> inputs = inputs();
        for (Path input : inputs) {
            try {
                checkWithinBounds(Files.readAllBytes(input));
            } catch (Exception | AssertionError | OutOfMemoryError | StackOverflowError e) {
                if (inputs.size() == 1) {
                    throw e;
                }
                failed.add("%s: %s; alone with -D%s=%s".formatted(input.getFileName(), e, INPUT, input));
            }
        }
        if (!failed.isEmpty()) {
            throw new AssertionError(String.join("\n", failed));
        }
    }

    private List<Path> inputs() throws IOException {
        String only = System.getProperty(INPUT);
        if (only != null) {
            return List.of(Path.of(only));
        }
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Writes the seeds where there is no corpus yet, for the fuzzer wants a folder. */
    private void prepare() throws IOException {
        if (isEmpty(corpus())) {
            writeSeeds();
        }
    }

    @Test
    @Tag("fuzz")
    @EnabledIfSystemProperty(named = FuzzSession.SECONDS, matches = "[1-9]\\d*")
    void noInputThatTheFuzzerMakesIsAnythingElse() throws IOException, InterruptedException {
        prepare();
        new FuzzSession(getClass(), FuzzProgram.class, corpus()).fuzz();
    }

    @Test
    @Tag("fuzz")
    @EnabledIfSystemProperty(named = "bstack.fuzz.seeds", matches = "true")
    void theSeedsCanBeWritten() throws IOException {
        writeSeeds();
    }

    private void writeSeeds() throws IOException {
        Files.createDirectories(corpus());
        int number = 0;
        for (byte[] seed : seeds()) {
            Files.write(corpus().resolve("seed-%02d".formatted(number++)), seed);
        }
    }

    @Test
    @Tag("fuzz")
    @EnabledIfSystemProperty(named = "bstack.fuzz.merge", matches = "true")
    void whatTheFuzzerHasFoundCanBeAddedToTheCorpus() throws IOException, InterruptedException {
        new FuzzSession(getClass(), FuzzProgram.class, corpus()).merge();
    }
}
