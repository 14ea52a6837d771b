package bstack.demo.internal.cli;

import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Visible;
import java.io.IOException;
import java.io.PrintStream;

/** A line on standard error that is drawn over itself while something takes long; nothing if that is no terminal. */
public final class Progress implements AutoCloseable {
    private static final long INTERVAL = 100_000_000;
    private static final String CLEAR = "\r\033[K";

    private final PrintStream err;
    private final boolean live;
    private final long begun = System.nanoTime();
    private long drawn = begun;
    private boolean visible;

    /** Begins, without a line as yet. */
    public Progress(Terminal terminal) {
        this.err = terminal.err();
        this.live = terminal.live();
    }

    /** The text of the line, made only when it is drawn. */
    @FunctionalInterface
    public interface Text {
        /** {@return what the line says} */
        String now();
    }

    /** Draws the line anew if the last time is long enough ago. */
    public synchronized void update(Text text) {
        long now = System.nanoTime();
        if (live && now - drawn >= INTERVAL) {
            drawn = now;
            visible = true;
            err.print(CLEAR + Visible.of(text.now()));
            err.flush();
        }
    }

    /** {@return how far something has come, in bytes: what is done, how fast, and how long the rest will take} */
    String of(long done, long expected) {
        return "%s of %s, %s".formatted(Figures.size(done), Figures.size(expected), pace(done, expected));
    }

    /** {@return how fast something is, in bytes, and how long the rest will take} */
    String pace(long done, long expected) {
        double seconds = elapsed() / 1e9;
        String rate = Figures.size((long) (done / seconds)) + "/s";
        long left = done == 0 ? -1 : Math.round(Math.max(0, expected - done) / (done / seconds));
        return left < 0 ? rate : "%s, %s left".formatted(rate, left < 100 ? left + " s" : (left + 30) / 60 + " min");
    }

    /** Has something else written to the terminal, on a line of its own. */
    synchronized void beside(LineQueue.Line output) throws IOException {
        clear();
        err.flush();
        output.print();
    }

    /** Prints a line that stays, above the progress line, {@linkplain Visible made visible}. */
    public synchronized void say(String line) {
        clear();
        err.println(Visible.of(line));
    }

    /** {@return how long ago this began, in nanoseconds} */
    public long elapsed() {
        return System.nanoTime() - begun;
    }

    private void clear() {
        if (visible) {
            err.print(CLEAR);
            visible = false;
        }
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        clear();
        err.flush();
    }
}
