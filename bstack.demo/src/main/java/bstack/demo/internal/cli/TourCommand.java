package bstack.demo.internal.cli;

import bstack.demo.internal.tour.Tour;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code bstack tour}: what the library does, shown. */
@Command(
        name = "tour",
        header = "Shows what the library does.",
        description = "Shows the stack, the allocators, transactions, the object store, and a process that is "
                + "killed and recovered from, with figures. Uses temporary files of its own and removes "
                + "them; takes some seconds.",
        footer = {"  bstack tour"})
final class TourCommand implements Callable<Integer> {
    @ParentCommand
    private Bstack bstack;

    @Override
    public Integer call() throws IOException {
        Output out = bstack.terminal().out();
        new Tour(text -> {
                    out.line(text);
                    out.flush();
                })
                .run();
        return Bstack.DONE;
    }
}
