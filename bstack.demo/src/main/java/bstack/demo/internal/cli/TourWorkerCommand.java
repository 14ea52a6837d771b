package bstack.demo.internal.cli;

import bstack.demo.internal.tour.KilledWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The process that {@code bstack tour} starts in order to kill it. */
@Command(name = TourWorkerCommand.NAME, hidden = true, description = "Puts until it is killed; part of the tour.")
final class TourWorkerCommand implements Callable<Integer> {
    /** The command's name. */
    static final String NAME = "tour-worker";

    @ParentCommand
    private Bstack bstack;

    @Parameters(index = "0", paramLabel = "FILE", description = "the store")
    private Path file;

    @Parameters(index = "1", paramLabel = "MOST", description = "how many puts at most")
    private long most;

    @Override
    public Integer call() throws IOException {
        Output out = bstack.terminal().out();
        KilledWriter.run(file, most, line -> {
            out.line(line);
            out.flush();
        });
        return Bstack.DONE;
    }
}
