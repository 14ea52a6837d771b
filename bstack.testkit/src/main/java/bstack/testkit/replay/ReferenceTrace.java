package bstack.testkit.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A recorded run of another implementation: one operation a line with the result it gave, and the file it left.
 *
 * <p>A line is {@code OPERATION ARGUMENTS => RESULT}. Byte strings are hex, {@code -} is the empty one, numbers are
 * decimal; the result {@code error …} means that the call was refused and nothing changed. {@link StackReplay} and
 * {@link AllocatorReplay} run a trace against this library and compare every result.
 */
public final class ReferenceTrace {
    private static final String ARROW = " => ";
    /** The file's byte that holds the writer's patch number, the only one that may differ. */
    private static final int PATCH_BYTE = 6;

    private final String name;
    private final List<Step> steps;
    private final byte[] finalFile;

    /**
     * One line of a trace.
     *
     * @param line its number, from 1
     * @param operation the operation's name
     * @param arguments what follows it, split at blanks
     * @param result what the recorded implementation returned
     */
    public record Step(int line, String operation, List<String> arguments, String result) {
        /** Copies the arguments. */
        public Step {
            arguments = List.copyOf(arguments);
        }

        /** {@return whether the recorded implementation refused the call} */
        public boolean refused() {
            return result.startsWith("error");
        }

        long number(int argument) {
            return Long.parseLong(arguments.get(argument));
        }

        byte[] bytes(int argument) {
            return Hex.parse(arguments.get(argument));
        }

        @Override
        public String toString() {
            return "line %d: %s %s".formatted(line, operation, String.join(" ", arguments));
        }
    }

    private ReferenceTrace(String name, List<Step> steps, byte[] finalFile) {
        this.name = name;
        this.steps = List.copyOf(steps);
        this.finalFile = finalFile;
    }

    /**
     * Reads one trace.
     *
     * @param trace the file {@code NAME.trace}; {@code NAME.bstack} must be beside it
     * @throws IOException if either cannot be read
     */
    public static ReferenceTrace read(Path trace) throws IOException {
        String fileName = trace.getFileName().toString();
        String name = fileName.substring(0, fileName.lastIndexOf('.'));
        List<Step> steps = new ArrayList<>();
        for (String text : Files.readAllLines(trace)) {
            int arrow = text.indexOf(ARROW);
            if (arrow < 0) {
                throw new IOException("%s line %d has no \"=>\": %s".formatted(trace, steps.size() + 1, text));
            }
            List<String> words = List.of(text.substring(0, arrow).split(" "));
            steps.add(new Step(
                    steps.size() + 1,
                    words.get(0),
                    words.subList(1, words.size()),
                    text.substring(arrow + ARROW.length())));
        }
        return new ReferenceTrace(name, steps, Files.readAllBytes(trace.resolveSibling(name + ".bstack")));
    }

    /**
     * Reads all traces of a directory, sorted by name.
     *
     * @param directory where the {@code .trace} files and their final files are
     * @throws IOException if the directory or a file in it cannot be read, or if it holds no trace
     */
    public static List<ReferenceTrace> readAll(Path directory) throws IOException {
        List<ReferenceTrace> traces = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".trace")).sorted().toList()) {
                traces.add(read(file));
            }
        }
        if (traces.isEmpty()) {
            throw new IOException("no *.trace in " + directory);
        }
        return traces;
    }

    /** {@return the trace's name, without the ending} */
    public String name() {
        return name;
    }

    /** {@return the lines, in order} */
    public List<Step> steps() {
        return steps;
    }

    /** {@return a copy of the file that the recorded implementation left after the last line} */
    public byte[] finalFile() {
        return finalFile.clone();
    }

    /**
     * Checks that a file equals the recorded final one, but for byte 6, the writer's patch number.
     *
     * @throws AssertionError at the first difference
     */
    public void assertSameFile(byte[] actual) {
        int common = Math.min(actual.length, finalFile.length);
        for (int i = 0; i < common; i++) {
            if (i != PATCH_BYTE && actual[i] != finalFile[i]) {
                throw new AssertionError("%s: byte %d of the final file is 0x%02x, recorded 0x%02x"
                        .formatted(name, i, actual[i], finalFile[i]));
            }
        }
        if (actual.length != finalFile.length) {
            throw new AssertionError(
                    "%s: the final file has %d bytes, recorded %d".formatted(name, actual.length, finalFile.length));
        }
    }

    /** {@return the error of a step that returned something else than recorded} */
    AssertionError mismatch(Step step, String actual) {
        return new AssertionError("%s %s: recorded %s, got %s".formatted(name, step, step.result(), actual));
    }

    @Override
    public String toString() {
        return name;
    }
}
