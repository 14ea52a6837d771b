package bstack.demo.internal.cli.structure;

import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack map len}: how many entries a named map has. */
@Command(
        name = "len",
        header = "Prints how many entries a named map has.",
        description = "Prints how many entries a named map has.",
        footer = {"  bstack map len store.bstack settings"})
public final class MapLenCommand extends StructureCommand {
    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        long entries = read(root -> existing(root, Entry.Kind.MAP)).size();
        if (json) {
            out().line(Json.of(Map.of("entries", entries)));
        } else {
            out().line(Long.toString(entries));
        }
        return Bstack.DONE;
    }
}
