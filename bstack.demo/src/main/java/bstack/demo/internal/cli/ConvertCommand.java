package bstack.demo.internal.cli;

import bstack.core.BStack;
import bstack.core.BStackNoSpaceException;
import bstack.core.BStackOptions;
import bstack.demo.internal.files.NewFile;
import bstack.demo.internal.text.Figures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack convert}: the payload of a file of format 0.4 into a new file of format 0.1. */
@Command(
        name = "convert",
        header = "Makes a file of format 0.1 of one of format 0.4.",
        description = "Copies the payload of a file of format 0.4, which newer releases of the original write, into a "
                + "new file of format 0.1. Every offset in the payload stays, so a heap stays a heap. FILE is only "
                + "read; it must be at rest, as the original leaves it.",
        footer = {"  bstack convert newer.bstack -o store.bstack"})
final class ConvertCommand extends FileCommand {
    private static final int PIECE = 1 << 20;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NEW",
            required = true,
            description = "the file to make; nothing may have that name yet")
    private Path target;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        checkTarget();
        FileHeader header = FileHeader.of(file());
        long length;
        try (BStack source = HeapFiles.openStackReadOnly(file(), patience());
                Progress progress = new Progress(terminal())) {
            if (header.format04() == null) {
                throw new CommandFailure(file() + " has format 0.1 already: there is nothing to convert");
            }
            length = source.length();
            NewFile.make(target, file(), made -> convert(source, made, progress));
        } catch (BStackNoSpaceException e) {
            // The message names the file that was to become the target.
            throw new CommandFailure(target + ": " + ErrorLine.DISK_FULL);
        }
        terminal().report("converted %s to %s, %s".formatted(file(), target, Figures.count(length, "byte")));
        return Bstack.DONE;
    }

    private void checkTarget() throws IOException {
        if (target.toString().equals("-")) {
            throw wrongUsage("-o needs a name: a bstack file is not written to standard output");
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + ": no such folder");
        }
    }

    private static void convert(BStack source, Path file, Progress progress) throws IOException {
        long length = source.length();
        try (BStack made = BStack.open(file, BStackOptions.defaults().createsMissing(false))) {
            made.transact(() -> copy(source, made, length, progress));
        }
        try (BStack made = BStack.openReadOnly(file)) {
            if (made.length() != length) {
                throw new CommandFailure("%s: the converted payload has %d bytes, not %d: try again"
                        .formatted(source.name(), made.length(), length));
            }
        }
    }

    private static void copy(BStack source, BStack made, long length, Progress progress) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, length)];
        for (long at = 0; at < length; ) {
            int count = (int) Math.min(piece.length, length - at);
            source.getInto(at, ByteBuffer.wrap(piece, 0, count));
            made.push(ByteBuffer.wrap(piece, 0, count));
            at += count;
            long done = at;
            progress.update(() -> "%s of %s".formatted(Figures.size(done), Figures.size(length)));
        }
    }
}
