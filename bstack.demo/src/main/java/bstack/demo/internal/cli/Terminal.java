package bstack.demo.internal.cli;

import bstack.demo.internal.text.Visible;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The three streams of one run of the command.
 *
 * @param in standard input
 * @param out standard output, which reports a failed write
 * @param err standard error
 * @param live whether standard error is a terminal, so that a progress line may be drawn on it
 * @param shown whether standard output is a terminal, so that it may have colours and fit its width
 * @param quiet whether nothing is to be said that only tells that all went well
 */
public record Terminal(InputStream in, Output out, PrintStream err, boolean live, boolean shown, boolean quiet) {
    /** The property by which the start script says that standard error is a terminal; the JDK cannot find that out. */
    private static final String LIVE = "bstack.stderr.terminal";
    /** The same for standard output. */
    private static final String SHOWN = "bstack.stdout.terminal";

    /** Says on standard error what has gone wrong, in one line, {@linkplain Visible made visible}. */
    public void complain(String what) {
        say("bstack: " + what);
    }

    /** Prints a line for people on standard error, {@linkplain Visible made visible}. */
    public void say(String line) {
        err.println(Visible.of(line));
    }

    /** Prints a line on standard output that only says that all went well. */
    public void report(String line) throws IOException {
        if (!quiet) {
            out.line(line);
        }
    }

    /** {@return the same streams, without progress and without what only says that all went well} */
    Terminal quietly() {
        return new Terminal(in, out, err, false, shown, true);
    }

    /** {@return whether standard output may have colours} */
    public boolean hasColours() {
        return shown && !isSet(System.getenv("NO_COLOR")) && !"dumb".equals(System.getenv("TERM"));
    }

    private static boolean isSet(@Nullable String variable) {
        return variable != null && !variable.isEmpty();
    }

    /** {@return the process's own streams} */
    public static Terminal system() {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        boolean keeps = Files.isRegularFile(Path.of("/dev/stdout"));
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new Output(out, keeps),
                err,
                Boolean.getBoolean(LIVE),
                Boolean.getBoolean(SHOWN),
                false);
    }

    /** {@return the given streams, without progress lines} */
    public static Terminal of(InputStream in, OutputStream out, OutputStream err) {
        return new Terminal(
                in, new Output(out, false), new PrintStream(err, true, StandardCharsets.UTF_8), false, false, false);
    }
}
