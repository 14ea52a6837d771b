package bstack.core;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that opens a file for the first time where hardly any stack is left, and again a little higher up, until it
 * works; and then as usual. The arguments: the file, the access, and how many frames lie between two attempts.
 */
final class DeepProgram {
    private final Path path;
    private final BStackOptions options;
    private final int step;
    private int failures;
    private boolean opened;

    private DeepProgram(Path path, BStackOptions options, int step) {
        this.path = path;
        this.options = options;
        this.step = step;
    }

    public static void main(String[] arguments) throws IOException {
        BStackOptions options = BStackOptions.defaults().access(BStackOptions.Access.valueOf(arguments[1]));
        DeepProgram program = new DeepProgram(Path.of(arguments[0]), options, Integer.parseInt(arguments[2]));
        program.descend(0);
        try (BStack stack = BStack.open(program.path, options)) {
            stack.push(new byte[] {1});
            System.out.println(program.failures > 0 && program.opened && stack.length() == 1 ? "sound" : "not tried");
        }
    }

    private void descend(int depth) {
        try {
            descend(depth + 1);
        } catch (StackOverflowError e) {
            // From here on upwards.
        }
        if (!opened && depth % step == 0) {
            attempt();
        }
    }

    private void attempt() {
        try {
            BStack.open(path, options).close();
            opened = true;
        } catch (StackOverflowError | IOException e) {
            failures++;
        }
    }
}
