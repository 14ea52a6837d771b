package bstack.demo.internal.cli.trust;

import bstack.core.BStack;
import bstack.demo.internal.cli.Bstack;
import bstack.demo.internal.cli.CommandFailure;
import bstack.demo.internal.cli.Progress;
import bstack.demo.internal.cli.Terminal;
import bstack.demo.internal.files.TemporaryFile;
import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bstack bench}: what the disk under a folder can do. */
@Command(
        name = "bench",
        header = "Measures what a disk can do.",
        description =
                "Measures for some seconds, in a file of its own beside FILE or in DIR, what a durable commit costs on "
                        + "that disk, alone and shared by threads, beside the floor: an overwrite of 4 KiB and a flush. The "
                        + "file is gone afterwards. No FILE is opened.",
        footer = {"  bstack bench .", "  bstack bench /mnt/fast --json"})
public final class BenchCommand implements Callable<Integer> {
    private static final int RECORD = 64;
    private static final int PAGE = 4096;
    private static final int LARGE = 16 << 20;
    private static final int THREADS = 16;
    private static final long ROUND_NANOS = 250_000_000;
    private static final int ROUNDS = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE|DIR", description = "a folder, or a file in it")
    private Path place;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    /** What one kind of work took: the number of operations in a second, and the time of one in nanoseconds. */
    private record Figure(double rate, long median, long slowest) {}

    /** Something that is done again and again. */
    @FunctionalInterface
    private interface Work {
        void once() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = ((Bstack) spec.root().userObject()).terminal();
        Path folder = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CommandFailure(place + ": no such file or folder");
        }
        Map<String, Figure> figures = new LinkedHashMap<>();
        double[] bandwidth = new double[2];
        try (TemporaryFile floor = TemporaryFile.in(folder);
                TemporaryFile own = TemporaryFile.in(folder);
                Progress progress = new Progress(terminal)) {
            measure(floor.path(), own.path(), figures, bandwidth, progress);
        }
        if (json) {
            terminal.out().line(Json.of(facts(folder, figures, bandwidth)));
        } else {
            print(terminal, folder, figures, bandwidth);
        }
        return Bstack.DONE;
    }

    private static void measure(
            Path floorFile, Path file, Map<String, Figure> figures, double[] bandwidth, Progress progress)
            throws IOException {
        try (FileChannel floor = FileChannel.open(floorFile, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                BStack stack = BStack.open(file)) {
            floor.write(ByteBuffer.allocate(1 << 20));
            floor.force(true);
            byte[] record = new byte[RECORD];
            List<List<Long>> times = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            Random random = new Random(1);
            stack.push(new byte[1 << 20]);
            // By turns, so that a disk that changes its pace meanwhile treats all alike.
            for (int round = 0; round < ROUNDS; round++) {
                int number = round + 1;
                progress.update(() -> "round " + number + " of " + ROUNDS);
                times.get(0).addAll(repeat(() -> {
                    floor.write(ByteBuffer.allocate(PAGE), (long) random.nextInt(255) * PAGE);
                    floor.force(false);
                }));
                times.get(1).addAll(repeat(() -> stack.push(record)));
                times.get(2)
                        .addAll(repeat(() -> stack.transact(() -> {
                            for (int i = 0; i < 10; i++) {
                                stack.set((long) random.nextInt(1000) * RECORD, record);
                            }
                        })));
            }
            figures.put("floor", figure(times.get(0)));
            figures.put("push", figure(times.get(1)));
            figures.put("transaction", figure(times.get(2)));
            figures.put("threads", shared(stack, record));
            figures.put("get", figure(reads(stack, random)));
            bandwidth[0] = plainWrite(floor);
            bandwidth[1] = largePush(stack);
        }
    }

    private static List<Long> repeat(Work work) throws IOException {
        List<Long> times = new ArrayList<>();
        long begun = System.nanoTime();
        for (long now = begun; now - begun < ROUND_NANOS; ) {
            work.once();
            long then = System.nanoTime();
            times.add(then - now);
            now = then;
        }
        return times;
    }

    private static Figure figure(List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        double sum = Arrays.stream(sorted).sum();
        return new Figure(
                sorted.length * 1e9 / Math.max(1, sum),
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)]);
    }

    private static Figure shared(BStack stack, byte[] record) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<Long>>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(() -> repeat(() -> stack.push(record)));
            }
            List<Long> times = new ArrayList<>();
            for (Future<List<Long>> each : threads.invokeAll(all)) {
                times.addAll(each.get());
            }
            Figure one = figure(times);
            return new Figure(one.rate() * THREADS, one.median(), one.slowest());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        } finally {
            threads.shutdown();
        }
    }

    /** Times of reads; many a sample, because one takes less than the clock can tell. */
    private static List<Long> reads(BStack stack, Random random) throws IOException {
        int many = 100;
        byte[] record = new byte[RECORD];
        List<Long> each = new ArrayList<>();
        for (Long time : repeat(() -> {
            for (int i = 0; i < many; i++) {
                stack.getInto((long) random.nextInt(1000) * RECORD, ByteBuffer.wrap(record));
            }
        })) {
            each.add(time / many);
        }
        return each;
    }

    private static double plainWrite(FileChannel floor) throws IOException {
        ByteBuffer large = ByteBuffer.allocate(LARGE);
        long begun = System.nanoTime();
        floor.write(large, 1 << 20);
        floor.force(true);
        return LARGE * 1e9 / (System.nanoTime() - begun);
    }

    private static double largePush(BStack stack) throws IOException {
        ByteBuffer large = ByteBuffer.allocate(LARGE);
        long begun = System.nanoTime();
        stack.push(large);
        return LARGE * 1e9 / (System.nanoTime() - begun);
    }

    private static void print(Terminal terminal, Path folder, Map<String, Figure> figures, double[] bandwidth)
            throws IOException {
        terminal.out().line("the disk of " + folder + ", one commit at a time unless said");
        terminal.out().line("");
        terminal.out().line("%-34s %12s %12s %12s".formatted("", "a second", "median", "p99"));
        Figure floor = figures.getOrDefault("floor", new Figure(0, 0, 0));
        line(terminal, "overwrite of 4 KiB, flush (floor)", floor);
        line(terminal, "push of 64 bytes", figures.getOrDefault("push", floor));
        line(terminal, "transaction of 10 writes", figures.getOrDefault("transaction", floor));
        line(terminal, "push of 64 bytes, " + THREADS + " threads", figures.getOrDefault("threads", floor));
        line(terminal, "get of 64 bytes", figures.getOrDefault("get", floor));
        terminal.out().line("");
        terminal.out()
                .line("%-34s %10s/s".formatted("plain write of 16 MiB, flush", Figures.size((long) bandwidth[0])));
        terminal.out().line("%-34s %10s/s".formatted("push of 16 MiB", Figures.size((long) bandwidth[1])));
    }

    private static void line(Terminal terminal, String what, Figure figure) throws IOException {
        terminal.out()
                .line("%-34s %12s %12s %12s"
                        .formatted(
                                what,
                                Figures.count(Math.round(figure.rate())),
                                time(figure.median()),
                                time(figure.slowest())));
    }

    private static String time(long nanos) {
        return nanos < 1000
                ? nanos + " ns"
                : nanos < 10_000_000 ? Figures.micros((double) nanos) : Figures.millis(nanos);
    }

    private static Map<String, Object> facts(Path folder, Map<String, Figure> figures, double[] bandwidth) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("folder", folder.toString());
        figures.forEach((name, figure) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("perSecond", Math.round(figure.rate()));
            each.put("medianNanos", figure.median());
            each.put("p99Nanos", figure.slowest());
            facts.put(name, each);
        });
        facts.put("plainBytesPerSecond", Math.round(bandwidth[0]));
        facts.put("pushBytesPerSecond", Math.round(bandwidth[1]));
        return facts;
    }
}
