package bstack.demo.internal.cli.structure;

import bstack.collections.Claim;
import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.heap.KeyText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack queue claim}: runs a program with the first element of a named queue, and removes it if that succeeds. */
@Command(
        name = "claim",
        header = "Runs a program with the first element, and removes it if that succeeds.",
        description =
                "Claims the first element of a named queue and runs a program with it on its standard input. If the "
                        + "program's exit code is 0, the element is removed. Otherwise, and if this process dies, it stays where "
                        + "it is. Nobody else can open the file meanwhile. The exit code is 1 if the queue is empty or the program "
                        + "fails.",
        footer = {
            "  bstack queue claim jobs.bstack jobs -- sh",
            "  while bstack queue claim jobs.bstack jobs -- ./work; do :; done"
        })
public final class QueueClaimCommand extends StructureCommand {
    private static final Duration UNTIL_THE_END = Duration.ofDays(1000);

    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "PROGRAM",
            description = "the program and its arguments, after --")
    private List<String> program;

    @Override
    public Integer call() throws IOException {
        return change(root -> {
            Entry entry = existing(root, Entry.Kind.QUEUE);
            try (@Nullable
                    Claim<byte[]> claim = queue(root, name(), entry.codecs()).claim(UNTIL_THE_END)) {
                if (claim == null) {
                    return Bstack.FAILED;
                }
                int code = run(entry.codecs().get(0), claim.value());
                if (code != 0) {
                    throw new CommandFailure(
                            "%s ended with %d: the element stays in '%s'".formatted(program.get(0), code, name()));
                }
                claim.complete();
                return Bstack.DONE;
            }
        });
    }

    private int run(String codec, byte[] element) throws IOException {
        Process process = new ProcessBuilder(program)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            boolean isRaw = codec.equals("bytes");
            in.write(isRaw ? element : (KeyText.of(codec, element) + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The program has ended without reading it all; its exit code says whether that is a failure.
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted: the element stays in '%s'".formatted(name()));
        }
    }
}
