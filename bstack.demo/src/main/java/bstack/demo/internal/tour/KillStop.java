package bstack.demo.internal.tour;

import bstack.demo.internal.files.AtExit;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.StoreCheck;
import bstack.demo.internal.store.StoreReport;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.text.Figures;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process killed in the middle of its work, and what the next open finds. */
final class KillStop {
    /** The arguments that make the command the process to be killed. */
    static final String WORKER = "tour-worker";

    private static final long ENOUGH = 400;
    private static final long MOST = 1_000_000;

    private final Guide guide;

    KillStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder, List<BStackAllocatorProvider> allocators) throws IOException {
        guide.heading(6, "A process killed in the middle of its work");
        guide.explain(
                "Another process puts as fast as it can, says so after each put, and is killed. Every put that it has acknowledged must be there afterwards.");
        for (BStackAllocatorProvider provider : allocators) {
            visit(folder, provider);
        }
    }

    private void visit(Path folder, BStackAllocatorProvider provider) throws IOException {
        Path file = folder.resolve("killed-" + provider.name() + ".bstack");
        BStackAllocators.create(file, provider.name()).close();
        long acknowledged = writeAndKill(file);
        guide.fact(
                provider.name(), "killed with SIGKILL after " + Figures.count(acknowledged + 1) + " acknowledged puts");
        long begun = System.nanoTime();
        try (BStackAllocator heap = BStackAllocators.open(file)) {
            guide.fact("", "opened again: recovered in " + Figures.millis(System.nanoTime() - begun));
            compare(ObjectStore.in(heap), acknowledged);
            StoreReport report = StoreCheck.run(heap, n -> {});
            Guide.expect(report.findings().isEmpty(), "a sound store after the kill");
            guide.fact("", "checked: " + Figures.count(report.objects(), "object") + ", nothing lost, torn or leaked");
        }
    }

    /** Lets another process write, and kills it; {@return the last version that it acknowledged} */
    private static long writeAndKill(Path file) throws IOException {
        Process[] writer = new Process[1];
        Closeable duty = AtExit.begin(() -> {
            writer[0] = ChildJvm.of(WORKER, file.toString(), Long.toString(MOST))
                    .redirectError(Redirect.INHERIT)
                    .start();
            return () -> end(writer[0]);
        });
        try {
            return acknowledgedUntilKilled(writer[0]);
        } finally {
            duty.close();
        }
    }

    private static void end(Process writer) {
        writer.destroyForcibly();
        writer.onExit().join();
    }

    private static long acknowledgedUntilKilled(Process writer) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
            long last = -1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Long.parseLong(line);
                if (last == ENOUGH) {
                    // By its handle: the process's own method would close the stream that is being read.
                    writer.toHandle().destroyForcibly();
                }
            }
            Guide.expect(last >= ENOUGH, "a process that writes until it is killed");
            return last;
        } finally {
            end(writer);
        }
    }

    /** Every key holds its last acknowledged version; one may hold the next, which was in flight. */
    private void compare(ObjectStore store, long acknowledged) throws IOException {
        long first = KilledWriter.before(acknowledged) + 1;
        long next = acknowledged + 1;
        boolean nextIsThere = false;
        for (long expected = Math.max(0, first); expected <= acknowledged; expected++) {
            Optional<StoredObject> object = store.find(KilledWriter.key(expected));
            Guide.expect(object.isPresent(), "every acknowledged object to be there");
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            store.read(object.get(), value);
            long found = KilledWriter.version(value.toByteArray());
            boolean overtaken = found == next && KilledWriter.key(found).equals(KilledWriter.key(expected));
            Guide.expect(found == expected || overtaken, "version " + expected + " whole, not " + found);
            nextIsThere |= overtaken;
        }
        guide.fact(
                "",
                "every acknowledged put is there, whole; the one in flight "
                        + (nextIsThere ? "had become durable" : "left no trace"));
    }
}
