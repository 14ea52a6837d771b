package bstack.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bstack.bench.Contender;
import bstack.bench.Measure;
import bstack.bench.Op;
import bstack.bench.TinyPlans;
import bstack.bench.contender.Contenders;
import bstack.bench.contender.Floor;
import bstack.bench.process.ChildJvm;
import bstack.bench.report.Report;
import bstack.demo.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every measure, run with tiny volumes. Each looks by itself whether the stores hold what the runs should have made of
 * them, and with these volumes fails if a contender cannot be run; here it is seen that it has measured all of them.
 */
class MeasuresTest {
    private static final Set<Op> STACK = Set.of(Op.PUSH, Op.POP, Op.SET, Op.TRANSACTION);
    private static final Set<Op> HEAP = Set.of(Op.ALLOC, Op.DEALLOC, Op.REALLOC, Op.REPLACE, Op.PUT);
    private static final Set<Op> KEY_VALUE = Set.of(Op.PUSH, Op.POP, Op.SET, Op.TRANSACTION, Op.REPLACE, Op.PUT);
    private static final Map<String, Set<Op>> OPERATIONS = Map.ofEntries(
            Map.entry("bstack", STACK),
            Map.entry("bstack, portable access", STACK),
            Map.entry("bstack, first fit", HEAP),
            Map.entry("bstack, ghost tree", HEAP),
            Map.entry("original's protocol", STACK),
            Map.entry("original's first fit", Set.of(Op.ALLOC, Op.DEALLOC, Op.REALLOC, Op.REPLACE)),
            Map.entry("original's ghost tree", Set.of(Op.ALLOC, Op.DEALLOC, Op.REALLOC, Op.REPLACE)),
            Map.entry("RocksDB (sync)", KEY_VALUE),
            Map.entry("RocksDB (no sync)", KEY_VALUE),
            Map.entry("SQLite (WAL, FULL)", KEY_VALUE),
            Map.entry("H2 MVStore (commit + sync)", KEY_VALUE),
            Map.entry("LMDB", KEY_VALUE),
            Map.entry("MapDB (WAL)", KEY_VALUE),
            Map.entry("Xodus (durable)", KEY_VALUE),
            Map.entry("Tape 2 (queue)", Set.of(Op.PUSH, Op.POP)));

    @TempDir
    private Path folder;

    private final Report report = new Report();

    private void run(String name) throws Exception {
        run(measure(name));
    }

    private void run(Measure measure) throws Exception {
        measure.run(TinyPlans.rounds(1, folder), report);
        assertEquals(1, report.sections().size(), "tables");
        assertEquals(List.of(), report.notes());
    }

    private static Measure measure(String name) {
        return Measures.all(Floor.Access.NATIVE, List.of()).stream()
                .filter(measure -> measure.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private double figure(String name) {
        return report.figure(name).orElseThrow(() -> new AssertionError(name + " is not in " + report.figures()));
    }

    private Set<String> firstColumn() {
        return report.sections().getFirst().rows().stream().map(List::getFirst).collect(Collectors.toSet());
    }

    @AfterEach
    void everyStoreIsRemoved() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void allOperationsOfAllContendersAreMeasuredAndTheirStoresHoldWhatTheyShould() throws Exception {
        run("operations");
        OPERATIONS.forEach((contender, ops) -> {
            for (Op op : Op.values()) {
                assertEquals(
                        ops.contains(op),
                        report.figure(op.label() + ": " + contender).isPresent(),
                        () -> op + " of " + contender);
            }
        });
        assertEquals(
                OPERATIONS.keySet(),
                Contenders.all().stream().map(Contender::name).collect(Collectors.toSet()));
        assertEquals(9, report.panels().size(), "panels of the chart");
    }

    @Test
    void onlyTheRowsThatAreAskedForAreMeasured() throws Exception {
        measure("operations").run(TinyPlans.only("^push: bstack$", folder), report);
        assertEquals(Set.of("floor", "bstack"), firstColumn());
        assertTrue(report.figure("pop: bstack").isEmpty());
    }

    @Test
    void whatDoesNotSyncIsMarkedAndNotRanked() throws Exception {
        measure("operations").run(TinyPlans.only("^push: (bstack|RocksDB.*)$", folder), report);
        assertEquals(Set.of("floor", "bstack", "RocksDB (sync)", "*RocksDB (no sync)*"), firstColumn());
        List<String> cells = report.sections().getFirst().rows().stream()
                .map(row -> row.get(1))
                .toList();
        assertTrue(cells.getLast().matches("\\*[^*]+\\*"), cells::toString);
        assertEquals(1, cells.stream().filter(cell -> cell.startsWith("**")).count(), cells::toString);
    }

    @Test
    void everyOperationOfThisLibraryIsOneFlush() throws Exception {
        run(new FlushCounts(List.of()));
        STACK.forEach(op -> assertEquals(1, figure("flushes: %s, bstack".formatted(op.label()))));
        HEAP.forEach(op -> {
            assertEquals(1, figure("flushes: %s, first-fit".formatted(op.label())), op::label);
            assertEquals(1, figure("flushes: %s, ghost-tree".formatted(op.label())), op::label);
        });
    }

    @Test
    void theFlushesInTheSystemCallsAreThoseThatAreKnown() throws Exception {
        assumeTrue(FlushCounts.isThere(), "strace is not there, or may not be used");
        List<Contender> some = Contenders.all().stream()
                .filter(c -> Set.of("bstack", "bstack, portable access", "LMDB").contains(c.name()))
                .toList();
        run(new FlushCounts(some));
        for (Op op : List.of(Op.PUSH, Op.POP, Op.SET, Op.TRANSACTION)) {
            assertEquals(1, figure("flushes by strace: %s, bstack".formatted(op.label())));
            assertEquals(1, figure("flushes by strace: %s, bstack, portable access".formatted(op.label())));
            assertEquals(2, figure("flushes by strace: %s, LMDB".formatted(op.label())));
        }
    }

    @Test
    void pushesByManyThreadsAreAllStored() throws Exception {
        run("threads");
        assertEquals(9, firstColumn().size(), () -> firstColumn().toString());
        assertTrue(figure("bstack: 64 platform threads") > 0);
        assertTrue(figure("bstack, flush of 130 µs: 1000 virtual threads") > 0);
        assertTrue(figure("bstack: 64 against RocksDB") > 0);
    }

    @Test
    void commitsInMemoryAreMeasuredByCrowds() throws Exception {
        run("no device");
        assertEquals(Set.of("push", "pair, first-fit", "pair, ghost-tree"), firstColumn());
        assertTrue(figure("no device, push: 64 platform threads") > 0);
        assertTrue(figure("no device, pair, ghost-tree: processor time at 64") > 0);
    }

    @Test
    void slowerDevicesAreMeasuredBesideTheSketch() throws Exception {
        run("flush times");
        assertEquals(Set.of("80 µs", "150 µs", "400 µs"), firstColumn());
        assertTrue(figure("flush of 150 µs: 64 platform threads, against the sketch") > 0);
    }

    @Test
    void pushesBesideBusyProcessorsAreAllStored() throws Exception {
        run("busy processors");
        assertEquals(Set.of("bstack", "RocksDB (sync)"), firstColumn());
        assertTrue(figure("busy: bstack against RocksDB (sync): 64 platform threads") > 0);
    }

    @Test
    void submittedCommitsAreAllStored() throws Exception {
        run("submitted");
        assertEquals(3, report.sections().getFirst().rows().size());
        assertTrue(figure("submitted: 1024 outstanding") > 0);
    }

    @Test
    void theLatencyOfEachPushIsRecorded() throws Exception {
        run("latencies");
        assertEquals(10, report.sections().getFirst().rows().size());
        assertTrue(figure("latency p99.9: bstack") > 0);
    }

    @Test
    void aSnapshotIsComparedWithCp() throws Exception {
        run("snapshot beside writers");
        assertEquals(Set.of("cp", "snapshotTo", "cp, and sync of the copy"), firstColumn());
        assertTrue(figure("snapshot: time: snapshotTo") > 0);
    }

    @Test
    void readsFindWhatIsThere() throws Exception {
        run("reads");
        assertTrue(
                firstColumn()
                        .containsAll(Set.of(
                                "bstack, `get`",
                                "bstack, `getInto`",
                                "pread(2)",
                                "RocksDB (sync)",
                                "SQLite (WAL, FULL)",
                                "LMDB",
                                "H2 MVStore (commit + sync)",
                                "MapDB (WAL)",
                                "Xodus (durable)")),
                () -> firstColumn().toString());
    }

    @Test
    void aReaderReadsWhileOthersCommit() throws Exception {
        run("reader beside a writer");
        assertEquals(Set.of("0", "1", "8"), firstColumn());
        for (List<String> row : report.sections().getFirst().rows()) {
            assertTrue(Long.parseLong(row.get(1)) > 0, () -> "reads: " + row);
            assertEquals(row.getFirst().equals("0"), Long.parseLong(row.get(2)) == 0, () -> "commits: " + row);
        }
    }

    @Test
    void aHeapHasAsManyFreeBlocksAsItClaims() throws Exception {
        run("free blocks");
        List<String> counts = report.sections().getFirst().rows().stream()
                .map(row -> row.get(1))
                .toList();
        assertEquals(List.of("10", "100", "10", "100"), counts);
        assertTrue(figure("free blocks ghost-tree 100: open") > 0);
    }

    @Test
    void aBlockIsFoundAmongFreeOnes() throws Exception {
        run("free block search");
        assertEquals(Set.of("first-fit", "ghost-tree"), firstColumn());
    }

    @Test
    void filesOfSeveralSizesAreOpened() throws Exception {
        run("open");
        List<List<String>> rows = report.sections().getFirst().rows();
        assertEquals(
                List.of("1 MiB", "2 MiB"), rows.stream().map(List::getFirst).toList());
    }

    @Test
    void aKilledProcessHasLeftAJournalThatIsReplayed() throws Exception {
        run("recovery");
        String commits = report.sections().getFirst().rows().getFirst().get(1);
        assertTrue(Long.parseLong(commits) > 10, commits);
        assertTrue(figure("recovery") > 0);
    }

    @Test
    void largeDataComeBackAsTheyWentIn() throws Exception {
        run("bandwidth");
        assertTrue(figure("push bandwidth") > 0);
        assertTrue(figure("read bandwidth") > 0);
    }

    @Test
    void recordsAreCountedInBytesOnTheDisk() throws Exception {
        run("files");
        assertEquals(8, firstColumn().size(), () -> firstColumn().toString());
        // 20 records and the header in the fewest blocks of a file.
        assertTrue(figure("bytes at rest: bstack") >= 64, () -> report.figures().toString());
    }

    @Test
    void theCommandIsTimedFromItsStartToItsEnd() throws Exception {
        run(new CommandStart(ChildJvm.command(Main.class)));
        assertTrue(figure("command start") > 0);
    }
}
