package bstack.demo.internal.cli.structure;

import bstack.collections.Cursor;
import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.heap.KeyText;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack queue peek}: the first elements of a named queue, which stay. */
@Command(
        name = "peek",
        header = "Shows the first elements of a named queue.",
        description = "Shows the first elements of a named queue, one a line, and leaves them there.",
        footer = {"  bstack queue peek jobs.bstack jobs", "  bstack queue peek jobs.bstack jobs --limit 10 --json"})
public final class QueuePeekCommand extends StructureCommand {
    @Option(names = "--limit", paramLabel = "N", description = "at most so many, 1 by default", defaultValue = "1")
    private long limit;

    @Option(names = "--json", description = "as a JSON array")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<String> elements = new ArrayList<>();
        read(root -> {
            Entry entry = existing(root, Entry.Kind.QUEUE);
            Cursor<?, byte[]> cursor = queue(root, name(), entry.codecs()).cursor();
            while (elements.size() < limit && cursor.next()) {
                elements.add(KeyText.of(entry.codecs().get(0), cursor.value()));
            }
            return null;
        });
        if (json) {
            out().line(Json.of(elements));
        } else {
            for (String element : elements) {
                out().line(element);
            }
        }
        return elements.isEmpty() && !json ? Bstack.FAILED : Bstack.DONE;
    }
}
