package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.contender.Contenders;
import bstack.bench.contender.Floor;
import bstack.bench.contender.Original;
import java.util.ArrayList;
import java.util.List;

/** All that is measured. */
public final class Measures {
    private Measures() {}

    /**
     * {@return the measures, in the order of the report}
     *
     * @param access how the floor makes its system calls
     * @param command what starts the command bstack; empty if it is not there
     */
    public static List<Measure> all(Floor.Access access, List<String> command) {
        Contender floor = Contenders.floor(access);
        return List.of(
                new Operations(floor, Contenders.all()),
                new FlushCounts(Contenders.all()),
                new Threads(threads(access)),
                new FlushTimes(),
                new NoDevice(),
                new BusyProcessors(busy()),
                new AllocatingThreads(),
                new Submitted(),
                new FirstCalls(),
                new Latencies(latencies(floor)),
                new CrowdLatencies(busy()),
                new Reads(),
                new ReaderBesideWriter(),
                new FreeBlocks(floor),
                new FreeBlockSearches(),
                new OpenFiles(),
                new RecoveryTime(),
                new Bandwidth(),
                new SnapshotBesideWriters(),
                new RecordFiles(stores()),
                new SortedMaps(floor),
                new Queues(),
                new CommandStart(command));
    }

    private static List<Contender> threads(Floor.Access access) {
        List<Contender> all = new ArrayList<>();
        all.add(Contenders.floor(access));
        all.add(Contenders.stack());
        all.addAll(Contenders.rivals("RocksDB", "SQLite", "H2"));
        all.add(Contenders.slowFloor(access));
        all.add(Contenders.slowStack());
        all.addAll(Contenders.sketches());
        return all;
    }

    private static List<Contender> busy() {
        List<Contender> all = new ArrayList<>();
        all.add(Contenders.stack());
        all.addAll(Contenders.rivals("RocksDB"));
        return all;
    }

    private static List<Contender> latencies(Contender floor) {
        List<Contender> all = new ArrayList<>();
        all.add(floor);
        all.add(Contenders.stack());
        all.add(new Original());
        all.addAll(Contenders.rivals("RocksDB", "SQLite", "H2", "LMDB", "Xodus"));
        return all;
    }

    private static List<Contender> stores() {
        List<Contender> all = new ArrayList<>();
        all.add(Contenders.stack());
        Contenders.rivals().stream().filter(Contender::syncs).forEach(all::add);
        return all;
    }
}
