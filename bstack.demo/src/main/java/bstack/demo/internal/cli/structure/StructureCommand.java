package bstack.demo.internal.cli.structure;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.Entry;
import bstack.collections.HeapRoot;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.cli.FileCommand;
import bstack.demo.internal.cli.HeapFiles;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command whose second argument is the name of a structure in the heap of the file. */
abstract class StructureCommand extends FileCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "the name of the structure")
    private String name;

    /** What is done while the heap is open. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        /** Does it. */
        T in(HeapRoot root) throws IOException;
    }

    /** {@return the name of the structure} */
    final String name() {
        return name;
    }

    /** {@return what comes of work that changes the heap} */
    final <T extends @Nullable Object> T change(Work<T> work) throws IOException {
        HeapFiles.checkExists(file());
        try (BStackAllocator heap = BStackAllocators.open(file(), patience().options())) {
            return work.in(HeapRoot.open(heap));
        }
    }

    /** {@return what comes of work that only reads} */
    final <T extends @Nullable Object> T read(Work<T> work) throws IOException {
        HeapFiles.checkExists(file());
        try (BStackAllocator heap =
                BStackAllocators.openReadOnly(file(), patience().options())) {
            return work.in(HeapRoot.open(heap));
        }
    }

    /** {@return the structure's entry in the directory, or null if there is none} */
    final @Nullable Entry find(HeapRoot root, Entry.Kind kind) throws IOException {
        for (Entry entry : root.entries()) {
            if (entry.name().equals(name)) {
                if (entry.kind() != kind) {
                    throw new CommandFailure("%s: the structure '%s' is a %s, not a %s"
                            .formatted(file(), name, word(entry.kind()), word(kind)));
                }
                return entry;
            }
        }
        return null;
    }

    private static String word(Entry.Kind kind) {
        return kind == Entry.Kind.MAP ? "map" : "queue";
    }

    /** {@return the structure's entry in the directory} */
    final Entry existing(HeapRoot root, Entry.Kind kind) throws IOException {
        Entry entry = find(root, kind);
        if (entry == null) {
            String command = kind == Entry.Kind.MAP ? "bstack map put" : "bstack queue push";
            throw new CommandFailure("%s has no %s '%s'; '%s' makes one, and 'bstack stats' lists what there is"
                    .formatted(file(), word(kind), name, command));
        }
        return entry;
    }

    /** Checks the id of a codec that a new structure may have. */
    final void checkCodec(String option, String id) {
        if (!TextBytes.isKnown(id)) {
            throw wrongUsage("%s: '%s' is none of utf8, bytes, int64, int32 and uuid".formatted(option, id));
        }
    }

    /** {@return the map, whose keys and values are the bytes that its codecs make} */
    static DurableMap<byte[], byte[]> map(HeapRoot root, String name, List<String> codecs) throws IOException {
        return root.map(name, passing(codecs.get(0)), passing(codecs.get(1)));
    }

    /** {@return the queue, whose elements are the bytes that its codec makes} */
    static DurableQueue<byte[]> queue(HeapRoot root, String name, List<String> codecs) throws IOException {
        return root.queue(name, passing(codecs.get(0)));
    }

    private static Codec<byte[]> passing(String id) {
        return Codec.of(id, bytes -> bytes, bytes -> bytes);
    }
}
