package bstack.bench.contender.sorted;

import java.nio.file.Path;
import java.util.List;

/** All sorted stores. */
public final class SortedStores {
    private SortedStores() {}

    /** How a store is opened. */
    @FunctionalInterface
    public interface Opener {
        /** {@return a new store in an empty folder, or the one that is there} */
        SortedStore open(Path folder) throws Exception;
    }

    /**
     * A store by its name.
     *
     * @param name in tables
     * @param isPureJava whether it has no native library
     * @param opener opens it
     */
    public record Named(String name, boolean isPureJava, Opener opener) {}

    /** {@return them in the order of tables, those of this library first} */
    public static List<Named> all() {
        return List.of(
                new Named("bstack, first fit", true, folder -> new BstackMap(folder, "first-fit")),
                new Named("bstack, ghost tree", true, folder -> new BstackMap(folder, "ghost-tree")),
                new Named("H2 MVStore (commit + sync)", true, H2Map::new),
                new Named("Xodus (durable)", true, XodusMap::new),
                new Named("MapDB (WAL)", true, MapDbTree::new),
                new Named("LMDB", false, LmdbMap::new),
                new Named("RocksDB (sync)", false, RocksDbMap::new),
                new Named("SQLite (WAL, FULL)", false, SqliteMap::new));
    }
}
