package bstack.demo.internal.cli.structure;

import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack map put}: an entry of a named map. */
@Command(
        name = "put",
        header = "Sets the value of a key in a named map.",
        description = "Sets the value of a key in a named map, which is made if there is none. It is durable when the "
                + "command returns.",
        footer = {
            "  bstack map put store.bstack settings colour blue",
            "  bstack map put store.bstack hits 4711 1 --keys int64 --values int64",
            "  date | bstack map put store.bstack settings last-run"
        })
public final class MapPutCommand extends StructureCommand {
    @Parameters(index = "2", paramLabel = "KEY", description = "the key")
    private String key;

    @Parameters(
            index = "3",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "the value; without it, standard input")
    private @Nullable String value;

    @Option(
            names = "--keys",
            paramLabel = "CODEC",
            description = "the codec of a new map's keys: ${DEFAULT-VALUE} by default, or bytes, int64, int32, uuid",
            defaultValue = "utf8")
    private String keys;

    @Option(
            names = "--values",
            paramLabel = "CODEC",
            description = "the codec of a new map's values, ${DEFAULT-VALUE} by default",
            defaultValue = "utf8")
    private String values;

    @Option(names = "--if-absent", description = "fail, and change nothing, if the key has a value")
    private boolean ifAbsent;

    @Override
    public Integer call() throws IOException {
        checkCodec("--keys", keys);
        checkCodec("--values", values);
        byte[] input = value == null ? terminal().in().readAllBytes() : null;
        change(root -> {
            Entry entry = find(root, Entry.Kind.MAP);
            List<String> codecs = entry == null ? List.of(keys, values) : entry.codecs();
            byte[] keyBytes = TextBytes.of(codecs.get(0), key);
            byte[] bytes = input == null
                    ? TextBytes.of(codecs.get(1), String.valueOf(value))
                    : TextBytes.ofInput(codecs.get(1), input);
            if (!ifAbsent) {
                return map(root, name(), codecs).put(keyBytes, bytes);
            }
            if (map(root, name(), codecs).putIfAbsent(keyBytes, bytes) != null) {
                throw new CommandFailure("%s: the key '%s' of '%s' has a value already".formatted(file(), key, name()));
            }
            return null;
        });
        return Bstack.DONE;
    }
}
