package bstack.demo.internal.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The three streams of one run of the command.
 *
 * @param in standard input
 * @param out standard output, which reports a failed write
 * @param err standard error
 * @param live whether standard error is a terminal, so that a progress line may be drawn on it
 */
public record Terminal(InputStream in, Output out, PrintStream err, boolean live) {
    /** The property by which the start script says that standard error is a terminal; the JDK cannot tell. */
    private static final String LIVE = "bstack.stderr.terminal";

    /** {@return the process's own streams} */
    public static Terminal system() {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return new Terminal(new FileInputStream(FileDescriptor.in), new Output(out), err, Boolean.getBoolean(LIVE));
    }

    /** {@return the given streams, without progress lines} */
    public static Terminal of(InputStream in, OutputStream out, OutputStream err) {
        return new Terminal(in, new Output(out), new PrintStream(err, true, StandardCharsets.UTF_8), false);
    }
}
