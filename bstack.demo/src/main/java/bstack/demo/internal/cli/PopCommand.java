package bstack.demo.internal.cli;

import bstack.core.BStack;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack pop}: bytes from the end of a plain stack. */
@Command(
        name = "pop",
        header = "Removes the last bytes of a plain stack.",
        description = "Removes the last N bytes of a plain stack and writes them to standard output. They are "
                + "removed only after they have been written. It fails for a file with a heap.",
        footer = {"  bstack pop jobs.bstack 5"})
final class PopCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "N", description = "how many bytes, 0 or more")
    private ByteCount count;

    @Option(
            names = "--force",
            description =
                    "go on although the payload looks like a damaged heap, or like one of an allocator that is not "
                            + "installed; it still fails for a heap that can be opened")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        try (BStack stack = HeapFiles.openPlainStack(file(), patience(), force)) {
            stack.transact(() -> {
                long length = stack.length();
                StackBytes.copy(stack, length - count.within(file(), length), length, out());
                out().flush();
                stack.discard(count.bytes());
            });
        }
        return Bstack.DONE;
    }
}
