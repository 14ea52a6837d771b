package bstack.demo.internal.cli;

import bstack.core.BStack;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack peek}: bytes of the payload, without a change. */
@Command(
        name = "peek",
        description = "Writes the last N bytes of the payload, or all bytes from an offset on, to standard output; everything if "
                + "neither is given. Reads only, so any bstack file will do.",
        footer = {"  bstack peek jobs.bstack 5", "  bstack peek jobs.bstack --from 16 | hexdump -C"})
final class PeekCommand extends FileCommand {
    @ArgGroup
    private Range range = new Range();

    /** What to show; at most one. */
    static final class Range {
        @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "how many bytes from the end, 0 or more")
        private ByteCount count;

        @Option(names = "--from", paramLabel = "OFFSET", description = "where in the payload to begin")
        private ByteCount from;
    }

    @Override
    public Integer call() throws IOException {
        try (BStack stack = HeapFiles.openStackReadOnly(file())) {
            long length = stack.length();
            long start = 0;
            if (range.count != null) {
                start = length - range.count.within(file(), length);
            } else if (range.from != null) {
                start = range.from.within(file(), length);
            }
            StackBytes.copy(stack, start, length, out());
        }
        return Bstack.DONE;
    }
}
