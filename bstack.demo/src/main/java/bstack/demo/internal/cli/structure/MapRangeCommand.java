package bstack.demo.internal.cli.structure;

import bstack.collections.Cursor;
import bstack.collections.DurableMap;
import bstack.collections.Entry;
import bstack.collections.KeyRange;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.heap.KeyText;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bstack map range}: entries of a named map in order. */
@Command(
        name = "range",
        header = "Lists entries of a named map.",
        description = "Lists entries of a named map in the order of their keys, one a line: the key, a tab, the value. "
                + "Characters that a terminal would obey are shown as by 'bstack ls'; --json gives them exactly.",
        footer = {
            "  bstack map range store.bstack settings",
            "  bstack map range store.bstack settings --from c --to d --limit 10",
            "  bstack map range store.bstack hits --reverse --limit 1"
        })
public final class MapRangeCommand extends StructureCommand {
    @Option(names = "--prefix", paramLabel = "PREFIX", description = "only the keys that begin with this")
    private @Nullable String prefix;

    @Option(names = "--from", paramLabel = "KEY", description = "only this key and those after it")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "KEY", description = "only the keys before this one")
    private @Nullable String to;

    @Option(names = "--reverse", description = "the last one first")
    private boolean reverse;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "at most so many",
            defaultValue = "-1",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private long limit;

    @Option(names = "--json", description = "as a JSON array of objects")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (prefix != null && (from != null || to != null)) {
            throw wrongUsage("--prefix and --from or --to exclude each other");
        }
        List<Map<String, Object>> entries = new ArrayList<>();
        read(root -> {
            Entry entry = existing(root, Entry.Kind.MAP);
            list(map(root, name(), entry.codecs()), entry.codecs(), entries);
            return null;
        });
        if (json) {
            out().line(Json.of(entries));
        } else {
            for (Map<String, Object> entry : entries) {
                out().line(String.valueOf(entry.get("key")), String.valueOf(entry.get("value")));
            }
        }
        return Bstack.DONE;
    }

    private void list(DurableMap<byte[], byte[]> map, List<String> codecs, List<Map<String, Object>> entries)
            throws IOException {
        KeyRange<byte[]> range = range(codecs.get(0));
        Cursor<byte[], byte[]> cursor = map.cursor(reverse ? range.descending() : range);
        while ((limit < 0 || entries.size() < limit) && cursor.next()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", KeyText.of(codecs.get(0), cursor.key()));
            entry.put("value", KeyText.of(codecs.get(1), cursor.value()));
            entries.add(entry);
        }
    }

    private KeyRange<byte[]> range(String codec) throws CommandFailure {
        if (prefix != null) {
            return KeyRange.prefix(TextBytes.of(codec, prefix));
        }
        if (from != null && to != null) {
            return KeyRange.closedOpen(TextBytes.of(codec, from), TextBytes.of(codec, to));
        }
        if (from != null) {
            return KeyRange.atLeast(TextBytes.of(codec, from));
        }
        return to == null ? KeyRange.all() : KeyRange.lessThan(TextBytes.of(codec, to));
    }
}
