package bstack.demo.internal.cli;

import bstack.demo.internal.files.TransferListener;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.text.ByteText;
import bstack.demo.internal.text.Figures;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the user sees of an import or export: keys on standard output if wanted, all else on standard error.
 *
 * <p>The transfer does not wait for it: what is not read yet is printed when the file is closed.
 */
final class TransferReport implements TransferListener, Closeable {
    private final Terminal terminal;
    private final Progress progress;
    private final boolean printKeys;
    private final AtomicLong skipped = new AtomicLong();
    private final LineQueue lines;

    TransferReport(Terminal terminal, Progress progress, boolean printKeys) {
        this.terminal = terminal;
        this.progress = progress;
        this.printKeys = printKeys && !terminal.quiet();
        this.lines = new LineQueue(terminal.out()::flush);
    }

    @Override
    public void done(Key key, Totals soFar) throws IOException {
        if (printKeys) {
            lines.check();
            lines.add(() -> print(key.name()));
        }
        progress.update(() -> "%s of %s, %s"
                .formatted(
                        Figures.count(soFar.files()),
                        Figures.count(soFar.expectedFiles(), "file"),
                        progress.of(soFar.bytes(), soFar.expectedBytes())));
    }

    private void print(String key) throws IOException {
        if (terminal.shown()) {
            progress.beside(() -> {
                terminal.out().line(key);
                terminal.out().flush();
            });
        } else {
            terminal.out().line(key);
        }
    }

    @Override
    public void skipped(String what, IOException why) {
        skipped.incrementAndGet();
        String line = ErrorLine.of(why);
        String lossy = ByteText.lossy(what) + ": ";
        String reason = line.startsWith(lossy) ? line.substring(lossy.length()) : line;
        remark("left out " + what + ": " + reason);
    }

    /** Says something that is worth knowing. */
    void remark(String what) {
        lines.add(() -> progress.say("bstack: " + what));
    }

    /** Prints the summary, when the file is closed; {@return the exit code} */
    int finish(String verb, Totals totals) throws IOException {
        lines.finish();
        long left = skipped.get();
        if (!terminal.quiet()) {
            progress.say("%s %s, %s, in %s%s"
                    .formatted(
                            verb,
                            Figures.count(totals.files(), "file"),
                            Figures.size(totals.bytes()),
                            Figures.seconds(progress.elapsed()),
                            left == 0 ? "" : "; left out " + Figures.count(left)));
        }
        return left == 0 ? Bstack.DONE : Bstack.FAILED;
    }

    @Override
    public void close() {
        lines.close();
    }
}
