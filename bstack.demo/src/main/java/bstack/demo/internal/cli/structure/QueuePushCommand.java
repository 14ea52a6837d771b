package bstack.demo.internal.cli.structure;

import bstack.collections.DurableQueue;
import bstack.collections.Entry;
import bstack.demo.internal.cli.Bstack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bstack queue push}: elements at the end of a named queue, in one transaction. */
@Command(
        name = "push",
        header = "Adds elements to a named queue.",
        description = "Adds elements to a named queue, which is made if there is none, in one transaction.",
        footer = {
            "  bstack queue push jobs.bstack jobs 'make all' 'make test'",
            "  bstack queue push jobs.bstack jobs --lines < jobs.txt"
        })
public final class QueuePushCommand extends StructureCommand {
    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "ELEMENT",
            description = "the elements; without any, standard input is one")
    private @Nullable List<String> elements;

    @Option(names = "--lines", description = "each line of standard input is an element")
    private boolean lines;

    @Option(
            names = "--elements",
            paramLabel = "CODEC",
            defaultValue = "utf8",
            description =
                    "the codec of a new queue's elements: ${DEFAULT-VALUE} by default, or bytes, int64, int32, uuid")
    private String codec;

    @Override
    public Integer call() throws IOException {
        if (lines && elements != null) {
            throw wrongUsage("an ELEMENT and --lines exclude each other");
        }
        checkCodec("--elements", codec);
        byte[] input = elements == null ? terminal().in().readAllBytes() : new byte[0];
        change(root -> {
            Entry entry = find(root, Entry.Kind.QUEUE);
            List<String> codecs = entry == null ? List.of(codec) : entry.codecs();
            List<byte[]> all = encoded(codecs.get(0), input);
            return root.heap().stack().transact(() -> {
                DurableQueue<byte[]> queue = queue(root, name(), codecs);
                for (byte[] each : all) {
                    queue.add(each);
                }
                return null;
            });
        });
        return Bstack.DONE;
    }

    private List<byte[]> encoded(String id, byte[] input) throws IOException {
        List<byte[]> all = new ArrayList<>();
        if (elements != null) {
            for (String element : elements) {
                all.add(TextBytes.of(id, element));
            }
        } else if (lines) {
            for (String line : new String(input, StandardCharsets.UTF_8).lines().toList()) {
                all.add(TextBytes.of(id, line));
            }
        } else {
            all.add(TextBytes.ofInput(id, input));
        }
        return all;
    }
}
