package bstack.demo.internal.cli;

import bstack.demo.internal.files.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command whose first argument is the file that it works on. */
public abstract class FileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "the bstack file")
    private Path file;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long to wait while another process has the file open; by default not at all")
    private Patience patience = Patience.NONE;

    /** {@return the file} */
    protected final Path file() {
        return file;
    }

    /** {@return how long to wait for the file} */
    protected final Patience patience() {
        return patience;
    }

    /** {@return output that is gathered while the file is open, and printed when it is closed} */
    final Answer newAnswer() throws IOException {
        HeapFiles.checkExists(file);
        return new Answer(out().keeps() ? Spool.inMemory() : new Spool(file));
    }

    /** {@return what to throw for arguments that do not go together} */
    protected final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** {@return the streams of this run} */
    protected final Terminal terminal() {
        return ((Bstack) spec.root().userObject()).terminal();
    }

    /** {@return standard output} */
    protected final Output out() {
        return terminal().out();
    }
}
