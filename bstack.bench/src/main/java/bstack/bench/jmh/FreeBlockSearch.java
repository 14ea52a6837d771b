package bstack.bench.jmh;

import bstack.bench.contender.FragmentedHeap;
import bstack.core.BStack;
import bstack.core.Storage;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import bstack.spi.BStackSlice;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/**
 * An allocation and its release among many free blocks, on a storage in memory: what the processor has to do for it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class FreeBlockSearch {
    /** The allocator's name. */
    @Param({"first-fit", "ghost-tree"})
    public String allocator;

    /** How many free blocks there are. */
    @Param({"1000", "100000", "1000000"})
    public int freeBlocks;

    private final SplittableRandom random = new SplittableRandom(42);
    private BStackAllocator heap;

    /**
     * Makes the heap.
     *
     * @throws IOException if it fails
     */
    @Setup(Level.Trial)
    public void make() throws IOException {
        heap = BStackAllocators.providers().stream()
                .filter(provider -> provider.name().equals(allocator))
                .findFirst()
                .orElseThrow()
                .open(BStack.open(Storage.memory()));
        FragmentedHeap.make(heap, freeBlocks);
    }

    /**
     * Closes it.
     *
     * @throws IOException if it fails
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        heap.close();
    }

    /**
     * {@return a slice that was allocated and freed again}
     *
     * @throws IOException if the heap fails
     */
    @Benchmark
    public BStackSlice allocAndDealloc() throws IOException {
        BStackSlice slice = heap.alloc(random.nextInt(FragmentedHeap.SHORTEST, FragmentedHeap.LONGEST + 1));
        heap.dealloc(slice);
        return slice;
    }
}
