package bstack.demo;

import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.Terminal;
import java.util.Locale;

/** The command {@code bstack}. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the JVM with its exit code: 0 done, 1 failed or unsound, 2 wrong usage. */
    public static void main(String[] args) {
        // All that is printed, the library's messages too, has the digits that programs read, wherever it runs.
        Locale.setDefault(Locale.ROOT);
        System.exit(Bstack.run(Terminal.system(), args));
    }
}
