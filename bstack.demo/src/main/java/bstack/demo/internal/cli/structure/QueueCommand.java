package bstack.demo.internal.cli.structure;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bstack queue}: the commands for named queues. */
@Command(
        name = "queue",
        header = "Uses named queues.",
        description = "Uses named queues: what is pushed first is popped first.",
        subcommands = {
            QueuePushCommand.class,
            QueuePopCommand.class,
            QueueClaimCommand.class,
            QueuePeekCommand.class,
            QueueLenCommand.class
        },
        footer = {"  bstack queue push jobs.bstack jobs 'make all'", "  bstack queue pop jobs.bstack jobs"})
public final class QueueCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing: push, pop, claim, peek or len");
    }
}
