package bstack.demo.internal.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack help COMMAND}: the same as {@code bstack COMMAND --help}, which it becomes before it is parsed. */
@Command(
        name = "help",
        header = "Describes a command.",
        description = "Describes a command, or lists all commands.",
        footer = {"  bstack help put", "  bstack help"})
final class HelpCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "the command; without it, all are listed")
    private List<String> command = List.of();

    @Override
    public Integer call() {
        throw new IllegalStateException("help is not replaced: " + command);
    }
}
