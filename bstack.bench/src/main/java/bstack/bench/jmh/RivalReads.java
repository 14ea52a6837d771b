package bstack.bench.jmh;

import bstack.bench.Contender;
import bstack.bench.Op;
import bstack.bench.Task;
import bstack.bench.contender.Contenders;
import bstack.bench.contender.Floor;
import bstack.bench.contender.KeyValue;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads of 64 bytes at random among 100,000 records of another store, and by pread(2). */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RivalReads {
    /** The folder of the store, which must be empty; given by the runner. */
    @Param("")
    public String folder;

    /** The name of the contender; given by the runner. */
    @Param("")
    public String contender;

    private Task read;

    /** {@return those that can read} */
    public static List<Contender> contenders() {
        return Stream.concat(
                        Stream.of(Contenders.floor(Floor.Access.NATIVE)),
                        Contenders.rivals().stream().filter(rival -> rival.syncs() && rival instanceof KeyValue))
                .toList();
    }

    /**
     * Fills the store.
     *
     * @throws Exception if it fails
     */
    @Setup(Level.Trial)
    public void open() throws Exception {
        Contender chosen = contenders().stream()
                .filter(c -> c.name().equals(contender))
                .findFirst()
                .orElseThrow();
        read = chosen.prepare(Op.READ, Path.of(folder)).orElseThrow();
    }

    /**
     * Looks at the last record read, and closes the store.
     *
     * @throws Exception if it fails
     */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        try {
            read.verify();
        } finally {
            read.close();
        }
    }

    /**
     * Reads one record.
     *
     * @throws Exception if the store fails
     */
    @Benchmark
    public void read() throws Exception {
        read.run();
    }
}
