package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.demo.internal.files.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack push}: bytes onto a plain stack. */
@Command(
        name = "push",
        description = "Appends a file, a text, or what standard input gives to a plain stack, as one, and prints the offset where "
                + "it begins. A file that holds a heap is refused.",
        footer = {
            "  bstack push jobs.bstack job.json",
            "  bstack push jobs.bstack --text 'hello'",
            "  echo hello | bstack push jobs.bstack"
        })
final class PushCommand extends FileCommand {
    private static final int PIECE = 1 << 20;

    @ArgGroup
    private Content content = new Content();

    /** What to push; at most one. */
    static final class Content {
        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "SOURCE",
                description = "the file to push; '-' or nothing: standard input")
        private String source;

        @Option(
                names = {"-t", "--text"},
                paramLabel = "TEXT",
                description = "the text to push, in UTF-8, without a line end")
        private String text;
    }

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        try (Sources.Prepared source = prepare();
                BStack stack = HeapFiles.openPlainStack(file());
                InputStream in = source.open()) {
            long offset = stack.transact(() -> push(stack, in));
            out().line(Long.toString(offset));
        }
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
        if (content.text != null) {
            return Sources.ofBytes(content.text.getBytes(StandardCharsets.UTF_8));
        }
        if (content.source == null || content.source.equals("-")) {
            return Sources.ofStream(terminal().in());
        }
        Path source = Path.of(content.source);
        if (Files.isDirectory(source)) {
            throw new CommandFailure(source + " is a folder");
        }
        return Sources.ofFile(source);
    }
}
