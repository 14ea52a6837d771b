package bstack.demo.internal.cli;

import bstack.demo.internal.text.Visible;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The three streams of one run of the command.
 *
 * @param in standard input
 * @param out standard output, which reports a failed write
 * @param err standard error
 * @param live whether standard error is a terminal, so that a progress line may be drawn on it
 */
public record Terminal(InputStream in, Output out, PrintStream err, boolean live) {
    /** The property by which the start script says that standard error is a terminal; the JDK cannot find that out. */
    private static final String LIVE = "bstack.stderr.terminal";

    /** Says on standard error what has gone wrong, in one line, {@linkplain Visible made visible}. */
    void complain(String what) {
        say("bstack: " + what);
    }

    /** Prints a line for people on standard error, {@linkplain Visible made visible}. */
    void say(String line) {
        err.println(Visible.of(line));
    }

    /** {@return the process's own streams} */
    public static Terminal system() {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        boolean keeps = Files.isRegularFile(Path.of("/dev/stdout"));
        return new Terminal(
                new FileInputStream(FileDescriptor.in), new Output(out, keeps), err, Boolean.getBoolean(LIVE));
    }

    /** {@return the given streams, without progress lines} */
    public static Terminal of(InputStream in, OutputStream out, OutputStream err) {
        return new Terminal(in, new Output(out, false), new PrintStream(err, true, StandardCharsets.UTF_8), false);
    }
}
