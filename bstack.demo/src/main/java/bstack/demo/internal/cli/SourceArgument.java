package bstack.demo.internal.cli;

import bstack.demo.internal.files.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The argument that names where the bytes of one value come from: a file, or {@code -} for standard input. */
final class SourceArgument {
    private SourceArgument() {}

    /**
     * {@return the bytes, ready to be stored}
     *
     * @param source the argument
     * @param command the command whose argument it is
     * @param folder what is said of a folder, after "is"
     * @throws CommandFailure if it is a folder
     */
    static Sources.Prepared prepare(String source, FileCommand command, String folder) throws IOException {
        if (source.equals("-")) {
            return Sources.ofStream(command.terminal().in(), command.file());
        }
        if (Files.isDirectory(Path.of(source))) {
            throw new CommandFailure(source + " is " + folder);
        }
        return Sources.ofFile(Path.of(source), command.file());
    }
}
