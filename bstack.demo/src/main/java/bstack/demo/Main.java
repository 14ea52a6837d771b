package bstack.demo;

import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.Terminal;

/** The command {@code bstack}. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the JVM with its exit code: 0 done, 1 failed or unsound, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(Bstack.run(Terminal.system(), args));
    }
}
