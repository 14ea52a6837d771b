package bstack.bench.measure;

import bstack.bench.Contender;
import bstack.bench.Op;
import bstack.bench.Plan;
import bstack.bench.contender.Contenders;
import bstack.bench.contender.Floor;
import bstack.bench.report.Format;
import bstack.bench.report.Report;
import bstack.bench.stat.Interleaved;
import bstack.bench.stat.Series;
import java.util.List;

/** Which way of making the floor's two system calls is the cheaper here; all else is measured against that. */
public final class FloorChoice {
    private FloorChoice() {}

    /**
     * {@return the cheaper way; the report says which}
     *
     * @param plan where and how long
     * @param report what it is told to
     * @throws Exception if the disk fails
     */
    public static Floor.Access choose(Plan plan, Report report) throws Exception {
        plan.tell("floor");
        Interleaved rounds = new Interleaved(plan);
        try (Stores stores = new Stores(plan, report)) {
            for (Floor.Access access : Floor.Access.values()) {
                Contender floor = Contenders.floor(access);
                rounds.add(access.name(), stores.open(floor, Op.PUSH).orElseThrow());
            }
            List<Series> found = rounds.run();
            double nativeTime = found.get(0).median();
            double channelTime = found.get(1).median();
            boolean cheaper = nativeTime <= channelTime;
            report.note("floor: overwrite 4 KiB in a written file, then fdatasync, by %s (%s; by %s %s)"
                    .formatted(
                            cheaper ? "system calls" : "FileChannel",
                            Format.time(Math.min(nativeTime, channelTime)),
                            cheaper ? "FileChannel" : "system calls",
                            Format.time(Math.max(nativeTime, channelTime))));
            return cheaper ? Floor.Access.NATIVE : Floor.Access.FILE_CHANNEL;
        }
    }
}
