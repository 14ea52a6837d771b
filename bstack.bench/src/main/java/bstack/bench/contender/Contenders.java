package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.medium.FlushTime;
import bstack.bench.medium.Media;
import bstack.bench.medium.SlowFlushStorage;
import bstack.core.BStack;
import java.util.List;

/** All contenders, by what they are for. */
public final class Contenders {
    /** The name of the floor. */
    public static final String FLOOR = "floor";

    /** The name of this library's stack. */
    public static final String STACK = "bstack";

    /** The name of this library's first-fit allocator. */
    public static final String FIRST_FIT = "bstack, first fit";

    /** The name of this library's ghost tree. */
    public static final String GHOST_TREE = "bstack, ghost tree";

    /** What a flush took on the machine that the targets were set on. */
    public static final int SLOW_FLUSH_MICROS = 130;

    private static final String SLOW = ", flush of " + SLOW_FLUSH_MICROS + " µs";

    private Contenders() {}

    /** {@return the floor, by the cheaper of two ways; see {@link Floor.Access}} */
    public static Contender floor(Floor.Access access) {
        return new Floor(FLOOR, access, 0);
    }

    /** {@return the floor with flushes of 130 µs at the least} */
    public static Contender slowFloor(Floor.Access access) {
        return new Floor(FLOOR + SLOW, access, SLOW_FLUSH_MICROS);
    }

    /** {@return this library's stack} */
    public static Contender stack() {
        return new Stack(STACK, BStack::open);
    }

    /** {@return this library's stack with flushes of 130 µs at the least} */
    public static Contender slowStack() {
        FlushTime time = new FlushTime(SLOW_FLUSH_MICROS);
        return new Stack(
                STACK + SLOW, path -> BStack.open(Media.open(path, medium -> new SlowFlushStorage(medium, time))));
    }

    /** {@return this library's allocators} */
    public static List<Contender> heaps() {
        return List.of(
                new Heap(FIRST_FIT, "first-fit", BStack::open), new Heap(GHOST_TREE, "ghost-tree", BStack::open));
    }

    /** {@return the original, re-enacted} */
    public static List<Contender> original() {
        return List.of(new Original(), OriginalAllocator.firstFit(), OriginalAllocator.ghostTree());
    }

    /** {@return the other embedded stores} */
    public static List<Contender> rivals() {
        return List.of(
                new KeyValue("RocksDB (sync)", true, RocksDbStore::syncing),
                new KeyValue("SQLite (WAL, FULL)", true, SqliteStore::new),
                new KeyValue("H2 MVStore (commit + sync)", true, H2Store::new),
                new KeyValue("LMDB", true, LmdbStore::new),
                new KeyValue("MapDB (WAL)", true, MapDbStore::new),
                new KeyValue("Xodus (durable)", true, XodusStore::new),
                new Tape(),
                new KeyValue("RocksDB (no sync)", false, RocksDbStore::notSyncing));
    }
}
