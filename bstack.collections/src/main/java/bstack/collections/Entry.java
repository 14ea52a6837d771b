package bstack.collections;

import java.util.List;
import java.util.Objects;

/**
 * A structure of a heap, as the directory lists it. Immutable and thread-safe.
 *
 * @param name its name
 * @param kind what it is
 * @param codecs the ids of its codecs: those of keys and of values for a map, that of elements for a queue
 * @param size how many entries or elements it has
 */
public record Entry(String name, Kind kind, List<String> codecs, long size) {

    /** What a structure is. */
    public enum Kind {
        /** A {@link DurableMap}. */
        MAP,
        /** A {@link DurableQueue}. */
        QUEUE
    }

    /** Creates the entry. */
    public Entry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        codecs = List.copyOf(codecs);
    }
}
