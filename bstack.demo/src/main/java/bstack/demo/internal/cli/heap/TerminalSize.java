package bstack.demo.internal.cli.heap;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The width of the terminal, which the JDK cannot find out by itself. */
final class TerminalSize {
    private static final int USUAL = 80;
    private static final int PATIENCE_SECONDS = 2;

    private TerminalSize() {}

    /** {@return how many characters a line of the terminal has; 80 if that cannot be found out} */
    static int columns() {
        String said = System.getenv("COLUMNS");
        if (said != null && said.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(said);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectErrorStream(true)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && size.matches("[0-9]+ [1-9][0-9]{0,3}")) {
                return Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            // There is no stty, or no terminal: the usual width.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL;
    }
}
