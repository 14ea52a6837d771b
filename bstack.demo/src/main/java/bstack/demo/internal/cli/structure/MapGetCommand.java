package bstack.demo.internal.cli.structure;

import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.heap.KeyText;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack map get}: the value of a key in a named map. */
@Command(
        name = "get",
        header = "Prints the value of a key in a named map.",
        description =
                "Prints the value of a key in a named map, as text, and a line's end. The exit code is 1 if there is "
                        + "none.",
        footer = {
            "  bstack map get store.bstack settings colour",
            "  bstack map get store.bstack pictures cat --raw > cat.jpg"
        })
public final class MapGetCommand extends StructureCommand {
    @Parameters(index = "2", paramLabel = "KEY", description = "the key")
    private String key;

    @Option(names = "--raw", description = "the bytes of the value, and nothing else")
    private boolean raw;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        byte[][] found = new byte[1][];
        String[] text = new String[1];
        read(root -> {
            Entry entry = existing(root, Entry.Kind.MAP);
            byte[] value = map(root, name(), entry.codecs())
                    .get(TextBytes.of(entry.codecs().get(0), key));
            if (value == null) {
                throw new CommandFailure("%s: '%s' has no key '%s'".formatted(file(), name(), key));
            }
            found[0] = value;
            text[0] = KeyText.of(entry.codecs().get(1), value);
            return null;
        });
        if (json) {
            facts.put("key", key);
            facts.put("value", text[0]);
            out().line(Json.of(facts));
        } else if (raw) {
            out().write(found[0]);
        } else {
            out().write((text[0] + '\n').getBytes(StandardCharsets.UTF_8));
        }
        return Bstack.DONE;
    }
}
