package bstack.demo.internal.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command whose first argument is the file that it works on. */
abstract class FileCommand implements Callable<Integer> {
    @ParentCommand
    private Bstack bstack;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "the bstack file")
    private Path file;

    /** {@return the file} */
    final Path file() {
        return file;
    }

    /** {@return what to throw for arguments that do not go together} */
    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
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
