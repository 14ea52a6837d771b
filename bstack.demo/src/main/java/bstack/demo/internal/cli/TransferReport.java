package bstack.demo.internal.cli;

import bstack.demo.internal.files.TransferListener;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** What the user sees of an import or export: keys on standard output if wanted, all else on standard error. */
final class TransferReport implements TransferListener {
    private final Terminal terminal;
    private final Progress progress;
    private final boolean printKeys;
    private final AtomicLong skipped = new AtomicLong();

    TransferReport(Terminal terminal, Progress progress, boolean printKeys) {
        this.terminal = terminal;
        this.progress = progress;
        this.printKeys = printKeys;
    }

    @Override
    public void done(Key key, Totals soFar) throws IOException {
        if (printKeys) {
            terminal.out().line(key.toString());
            terminal.out().flush();
        }
        progress.update(() -> "%s of %s, %s of %s"
                .formatted(
                        Figures.count(soFar.files()),
                        Figures.count(soFar.expectedFiles(), "file"),
                        Figures.size(soFar.bytes()),
                        Figures.size(soFar.expectedBytes())));
    }

    @Override
    public void skipped(String what, IOException why) {
        skipped.incrementAndGet();
        String line = ErrorLine.of(why);
        progress.say("bstack: left out " + (line.startsWith(what + ": ") ? line : what + ": " + line));
    }

    /** Prints the summary; {@return the exit code} */
    int finish(String verb, Totals totals) {
        long left = skipped.get();
        progress.say("%s %s, %s, in %s%s"
                .formatted(
                        verb,
                        Figures.count(totals.files(), "file"),
                        Figures.size(totals.bytes()),
                        Figures.seconds(progress.elapsed()),
                        left == 0 ? "" : "; left out " + Figures.count(left)));
        return left == 0 ? Bstack.DONE : Bstack.FAILED;
    }
}
