package bstack.demo.internal.cli.structure;

import bstack.collections.DurableMap;
import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bstack map rm}: removes keys of a named map, in one transaction. */
@Command(
        name = "rm",
        header = "Removes keys of a named map.",
        description =
                "Removes keys of a named map in one transaction: if one of them is not there, nothing is removed.",
        footer = {"  bstack map rm store.bstack settings colour"})
public final class MapRmCommand extends StructureCommand {
    @Parameters(index = "2..*", arity = "1..*", paramLabel = "KEY", description = "the keys")
    private List<String> keys;

    @Override
    public Integer call() throws IOException {
        change(root -> {
            Entry entry = existing(root, Entry.Kind.MAP);
            DurableMap<byte[], byte[]> map = map(root, name(), entry.codecs());
            root.heap().stack().transact(() -> {
                for (String key : keys) {
                    if (map.remove(TextBytes.of(entry.codecs().get(0), key)) == null) {
                        throw new CommandFailure("%s: '%s' has no key '%s'%s"
                                .formatted(file(), name(), key, keys.size() > 1 ? ": nothing was removed" : ""));
                    }
                }
            });
            return null;
        });
        return Bstack.DONE;
    }
}
