package bstack.demo.internal.cli;

import bstack.demo.internal.cli.Listing.Listed;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.text.Json;
import bstack.demo.internal.text.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack ls}: the keys in order. */
@Command(
        name = "ls",
        header = "Lists the keys.",
        description = "Lists the keys in the order of their bytes, one a line. Control and format characters, and "
                + "bytes that are not UTF-8, are shown as \\n, \\x1b or \\u202e, and \\ as \\\\; --null and "
                + "--json give them exactly.",
        footer = {
            "  bstack ls store.bstack",
            "  bstack ls store.bstack notes/ --long",
            "  bstack ls store.bstack photos/ --level --glob '*.jpg' --sort size --limit 10",
            "  bstack ls store.bstack --json | jq '.[].size'"
        })
final class LsCommand extends FileCommand {
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "only the keys that begin with this")
    private String prefix;

    @Mixin
    private Listing listing = new Listing();

    @ArgGroup
    private Form form = new Form();

    /** How the list is written; at most one. */
    static final class Form {
        @Option(
                names = {"-l", "--long"},
                description = "with type, permission bits, size in bytes and modification time")
        private boolean detailed;

        @Option(
                names = {"-0", "--null"},
                description = "a zero byte after each key, and its bytes as they are, for xargs -0")
        private boolean separatedByNull;

        @Option(names = "--json", description = "as a JSON array of objects")
        private boolean json;
    }

    @Override
    public Integer call() throws IOException {
        byte[] first = Key.utf8(prefix);
        try (Answer answer = newAnswer()) {
            try (ObjectStore store = HeapFiles.openStoreReadOnly(file(), patience())) {
                answer.gather(out -> list(store, first, out), out());
            }
            answer.print(out());
        }
        return Bstack.DONE;
    }

    private void list(ObjectStore store, byte[] first, OutputStream out) throws IOException {
        if (form.json) {
            listJson(store, first, out);
        } else {
            listing.run(store, first, line -> out.write(form.separatedByNull ? raw(line) : line(line)));
        }
    }

    private static byte[] raw(Listed line) {
        byte[] key = line.key();
        return Arrays.copyOf(key, key.length + 1);
    }

    private byte[] line(Listed line) {
        return Output.encoded(form.detailed ? detailed(line) : line.name());
    }

    private static String detailed(Listed line) {
        StoredObject object = line.object();
        return object == null
                ? "%s %12s  %16s  %s".formatted("d---------", "", "", line.name())
                : "%s %12d  %s  %s"
                        .formatted(
                                mode(object),
                                object.size(),
                                Times.local(object.attributes().modified()),
                                line.name());
    }

    private void listJson(ObjectStore store, byte[] first, OutputStream out) throws IOException {
        out.write('[');
        byte[] separator = {'\n', ' ', ' '};
        boolean[] any = new boolean[1];
        listing.run(store, first, line -> {
            if (any[0]) {
                out.write(',');
            }
            any[0] = true;
            out.write(separator);
            out.write(Json.of(fields(line)).toString().getBytes(StandardCharsets.UTF_8));
        });
        out.write(any[0] ? new byte[] {'\n', ']', '\n'} : new byte[] {']', '\n'});
    }

    private static Map<String, Object> fields(Listed line) {
        Key key = Key.ofBytes(line.key());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", key.text().orElse(key.toString()));
        if (key.text().isEmpty()) {
            fields.put("keyHex", HexFormat.of().formatHex(line.key()));
        }
        StoredObject object = line.object();
        if (object == null) {
            fields.put("type", "prefix");
            return fields;
        }
        fields.put("type", object.attributes().type().label());
        fields.put("size", object.size());
        fields.put("permissions", "%04o".formatted(object.attributes().permissions()));
        fields.put("modified", object.attributes().modified().toString());
        fields.put("crc32c", "%08x".formatted(object.checksum()));
        return fields;
    }

    private static String mode(StoredObject object) {
        ObjectType type = object.attributes().type();
        StringBuilder mode = new StringBuilder(type == ObjectType.FOLDER ? "d" : type == ObjectType.LINK ? "l" : "-");
        for (int bit = 8; bit >= 0; bit--) {
            boolean set = (object.attributes().permissions() >> bit & 1) != 0;
            mode.append(set ? "xwr".charAt(bit % 3) : '-');
        }
        return mode.toString();
    }
}
