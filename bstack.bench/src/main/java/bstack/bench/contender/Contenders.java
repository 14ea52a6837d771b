package bstack.bench.contender;

import bstack.bench.Contender;
import bstack.bench.medium.FlushTime;
import bstack.bench.medium.Media;
import bstack.bench.medium.SlowFlushStorage;
import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All contenders, by what they are for. */
public final class Contenders {
    /** The name of the floor. */
    public static final String FLOOR = "floor";

    /** The name of this library's stack. */
    public static final String STACK = "bstack";

    /** The name of this library's stack without system calls of its own. */
    public static final String PORTABLE = "bstack, portable access";

    /** The name of this library's first-fit allocator. */
    public static final String FIRST_FIT = "bstack, first fit";

    /** The name of this library's ghost tree. */
    public static final String GHOST_TREE = "bstack, ghost tree";

    /** What a flush took on the machine that the targets were set on. */
    public static final int SLOW_FLUSH_MICROS = 130;

    private Contenders() {}

    /** {@return the floor, by the cheaper of two ways; see {@link Floor.Access}} */
    public static Contender floor(Floor.Access access) {
        return new Floor(FLOOR, access, 0);
    }

    /** {@return the floor with flushes of 130 µs at the least} */
    public static Contender slowFloor(Floor.Access access) {
        return new Floor(FLOOR + slow(SLOW_FLUSH_MICROS), access, SLOW_FLUSH_MICROS);
    }

    /** {@return this library's stack} */
    public static Contender stack() {
        return new Stack(STACK, BStack::open);
    }

    /** {@return this library's stack through channels of the JDK, as on a Java without native access} */
    public static Contender portableStack() {
        BStackOptions options = BStackOptions.defaults().access(BStackOptions.Access.FILE_CHANNEL);
        return new Stack(PORTABLE, path -> BStack.open(path, options));
    }

    /** {@return this library's stack with flushes of 130 µs at the least} */
    public static Contender slowStack() {
        FlushTime time = new FlushTime(SLOW_FLUSH_MICROS);
        return new Stack(
                STACK + slow(SLOW_FLUSH_MICROS),
                path -> BStack.open(Media.open(path, medium -> new SlowFlushStorage(medium, time))));
    }

    /** {@return this library's stack in memory, with flushes of so many microseconds} */
    public static Contender slowMemory(int micros) {
        FlushTime time = new FlushTime(micros);
        return new Stack(
                "bstack in memory" + slow(micros), path -> BStack.open(new SlowFlushStorage(Storage.memory(), time)));
    }

    /** {@return the floor, and this library's stack and allocators, in memory with flushes of so many microseconds} */
    public static List<Contender> inMemory(int micros) {
        FlushTime time = new FlushTime(micros);
        StackOpener opener = path -> BStack.open(new SlowFlushStorage(Storage.memory(), time));
        return List.of(
                new MemoryFloor(FLOOR, micros),
                new Stack(STACK, opener),
                new Heap(FIRST_FIT, "first-fit", opener),
                new Heap(GHOST_TREE, "ghost-tree", opener));
    }

    /** {@return group commit without any file, with flushes of so many microseconds} */
    public static Contender sketch(int micros) {
        return new Sketch("sketch" + slow(micros), micros);
    }

    private static String slow(int micros) {
        return ", flush of %d µs".formatted(micros);
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

    /** {@return group commit without any file, with no flush and with flushes of 130 µs} */
    public static List<Contender> sketches() {
        return List.of(new Sketch("sketch, no flush", 0), sketch(SLOW_FLUSH_MICROS));
    }

    /** {@return all that have operations of one thread, in the order of tables} */
    public static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        all.add(stack());
        all.add(portableStack());
        all.addAll(heaps());
        all.addAll(original());
        all.addAll(rivals());
        return all;
    }

    /** {@return those of {@link #rivals()} whose names begin so} */
    public static List<Contender> rivals(String... beginnings) {
        return rivals().stream()
                .filter(rival -> rival.syncs() && Stream.of(beginnings).anyMatch(rival.name()::startsWith))
                .toList();
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
