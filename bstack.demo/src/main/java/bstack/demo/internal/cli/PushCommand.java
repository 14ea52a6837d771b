package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.demo.internal.files.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack push}: bytes onto a plain stack. */
@Command(
        name = "push",
        header = "Appends bytes to a plain stack.",
        description = "Appends a file, a text, or what standard input gives to a plain stack, as one, and "
                + "prints the offset where it begins. It fails for a file with a heap.",
        footer = {
            "  bstack push jobs.bstack job.json",
            "  bstack push jobs.bstack --text 'hello'",
            "  echo hello | bstack push jobs.bstack"
        })
final class PushCommand extends FileCommand {
    private static final int PIECE = 1 << 20;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SOURCE",
            description = "the file to push; '-' or nothing: standard input")
    private @Nullable String source;

    @Option(
            names = {"-t", "--text"},
            paramLabel = "TEXT",
            description = "the text to push, in UTF-8, without a line end")
    private @Nullable String text;

    @Option(
            names = "--force",
            description =
                    "go on although the payload looks like a damaged heap, or like one of an allocator that is not "
                            + "installed; it still fails for a heap that can be opened")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (text != null && source != null) {
            throw wrongUsage("a SOURCE and --text exclude each other");
        }
        HeapFiles.checkExists(file());
        long offset;
        try (Sources.Prepared content = prepare();
                BStack stack = HeapFiles.openPlainStack(file(), patience(), force);
                InputStream in = content.open()) {
            offset = stack.transact(() -> push(stack, in));
        }
        out().line(Long.toString(offset));
        return Bstack.DONE;
    }

    private static long push(BStack stack, InputStream in) throws IOException {
        long offset = stack.length();
        byte[] piece = in.readNBytes(PIECE);
        while (piece.length > 0) {
            stack.push(ByteBuffer.wrap(piece));
            piece = in.readNBytes(PIECE);
        }
        return offset;
    }

    private Sources.Prepared prepare() throws IOException {
        if (text != null) {
            return Sources.ofBytes(text.getBytes(StandardCharsets.UTF_8));
        }
        if (source == null || source.equals("-")) {
            return Sources.ofStream(terminal().in(), file());
        }
        if (Files.isDirectory(Path.of(source))) {
            throw new CommandFailure(source + " is a folder");
        }
        return Sources.ofFile(Path.of(source), file());
    }
}
