package bstack.demo.internal.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a thread of their own prints in order: whoever has something to say while it holds a file does not wait
 * for whoever reads it.
 */
final class LineQueue implements Closeable {
    private static final Line END = () -> {};

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Line flush;
    private final Thread printer = new Thread(this::print, "bstack lines");
    private volatile @Nullable IOException failure;

    /** Something to be printed. */
    @FunctionalInterface
    interface Line {
        void print() throws IOException;
    }

    /**
     * Starts the thread.
     *
     * @param flush is done whenever there is nothing else to print
     */
    LineQueue(Line flush) {
        this.flush = flush;
        printer.setDaemon(true);
        printer.start();
    }

    /** Has a line printed, after those that were added before. */
    void add(Line line) {
        lines.add(line);
    }

    /**
     * Checks that nobody works for an output that is gone.
     *
     * @throws IOException if a line could not be printed
     */
    void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private void print() {
        try {
            for (Line line = lines.take(); line != END; line = lines.take()) {
                print(line);
            }
        } catch (InterruptedException e) {
            failure = new IOException("printing was interrupted", e);
        }
    }

    private void print(Line line) {
        try {
            line.print();
            if (lines.isEmpty()) {
                flush.print();
            }
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new IOException("internal error: " + e, e));
        }
    }

    private void failed(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }

    /**
     * Waits until all lines are printed.
     *
     * @throws IOException if one could not be
     */
    void finish() throws IOException {
        close();
        check();
    }

    @Override
    public void close() {
        lines.add(END);
        boolean interrupted = false;
        while (printer.isAlive()) {
            try {
                printer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
