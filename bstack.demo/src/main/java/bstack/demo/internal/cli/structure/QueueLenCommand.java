package bstack.demo.internal.cli.structure;

import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack queue len}: how many elements a named queue has. */
@Command(
        name = "len",
        header = "Prints how many elements a named queue has.",
        description = "Prints how many elements a named queue has.",
        footer = {"  bstack queue len jobs.bstack jobs"})
public final class QueueLenCommand extends StructureCommand {
    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        long elements = read(root -> existing(root, Entry.Kind.QUEUE)).size();
        if (json) {
            out().line(Json.of(Map.of("elements", elements)));
        } else {
            out().line(Long.toString(elements));
        }
        return Bstack.DONE;
    }
}
