package bstack.demo.internal.cli.trust;

import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.cli.HeapFiles;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack trim}: gives back free space at the end of a heap. */
@Command(
        name = "trim",
        header = "Gives back free space at the end of a heap.",
        description =
                "Cuts off the free space at the end of a heap, in one transaction. Free space in front of what is in "
                        + "use stays; 'bstack compact' moves what is in use there.",
        footer = {"  bstack trim store.bstack"})
public final class TrimCommand extends FileCommand {
    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        HeapFiles.checkExists(file());
        long before;
        long given;
        try (BStackAllocator heap = BStackAllocators.open(file(), patience().options())) {
            before = heap.length();
            given = heap.trim();
        }
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("givenBack", given);
            facts.put("payload", before - given);
            out().line(Json.of(facts));
        } else {
            terminal().report(given == 0 ? "nothing is free at the end" : "gave back " + Figures.size(given));
        }
        return Bstack.DONE;
    }
}
