package bstack.demo.internal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A command whose first argument is the file that it works on. */
abstract class FileCommand implements Callable<Integer> {
    @ParentCommand
    private Bstack bstack;

    @Parameters(index = "0", paramLabel = "FILE", description = "the bstack file")
    private Path file;

    /** {@return the file} */
    final Path file() {
        return file;
    }

    /** {@return the streams of this run} */
    final Terminal terminal() {
        return bstack.terminal();
    }

    /** {@return standard output} */
    final Output out() {
        return bstack.terminal().out();
    }
}
