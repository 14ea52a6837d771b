package bstack.demo.internal.cli;

import bstack.core.BStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack peek}: bytes of the payload, without a change. */
@Command(
        name = "peek",
        header = "Shows bytes of the payload.",
        description = "Writes the last N bytes of the payload, or all bytes from an offset on, to standard "
                + "output; everything if neither is given. Reads only, so any bstack file will do.",
        footer = {"  bstack peek jobs.bstack 5", "  bstack peek jobs.bstack --from 16 | hexdump -C"})
final class PeekCommand extends FileCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "how many bytes from the end, 0 or more")
    private @Nullable ByteCount count;

    @Option(names = "--from", paramLabel = "OFFSET", description = "where in the payload to begin")
    private @Nullable ByteCount from;

    @Override
    public Integer call() throws IOException {
        if (count != null && from != null) {
            throw wrongUsage("N and --from exclude each other");
        }
        try (Answer answer = newAnswer()) {
            try (BStack stack = HeapFiles.openStackReadOnly(file(), patience())) {
                long length = stack.length();
                long start = start(length);
                answer.gather(out -> StackBytes.copy(stack, start, length, out), out());
            }
            answer.print(out());
        }
        return Bstack.DONE;
    }

    private long start(long length) throws CommandFailure {
        if (count != null) {
            return length - count.within(file(), length);
        }
        return from == null ? 0 : from.within(file(), length);
    }
}
