package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.core.BStackLockedException;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack create}: the only command that makes a file. */
@Command(
        name = "create",
        header = "Makes a new file.",
        description = "Makes a new, empty file. No other command does.",
        footer = {
            "  bstack create store.bstack",
            "  bstack create tree.bstack --allocator ghost-tree",
            "  bstack create jobs.bstack --allocator linear   # a plain stack, for push and pop"
        })
final class CreateCommand extends FileCommand {
    @Option(
            names = {"-a", "--allocator"},
            paramLabel = "NAME",
            defaultValue = "first-fit",
            description =
                    "the allocator of the file, ${DEFAULT-VALUE} by default; 'bstack info' lists the installed ones")
    private String allocator;

    @Override
    public Integer call() throws IOException {
        Path file = file();
        checkNotThere(file, patience());
        BStackAllocators.create(file, allocator, patience().options()).close();
        terminal().report("created " + file + " (" + allocator + ")");
        return Bstack.DONE;
    }

    /** Throws for a file with content; what a crashed creation has left, a stack without payload, may be used. */
    private static void checkNotThere(Path file, Patience patience) throws IOException {
        if (Files.isDirectory(file)) {
            throw new CommandFailure(file + " is a folder");
        }
        if (!Files.exists(file) || Files.size(file) == 0) {
            return;
        }
        boolean empty;
        try (BStack stack = BStack.openReadOnly(file, patience.options())) {
            empty = stack.isEmpty();
        } catch (BStackLockedException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure(file + " exists already and is not empty: choose another name or remove it");
        }
        if (!empty) {
            throw new CommandFailure(file + " is a bstack file already: choose another name or remove it");
        }
    }
}
