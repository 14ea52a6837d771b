package bstack.testkit.replay;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of a recorded allocator trace, comparing every result: placements, contents, free blocks, lengths.
 *
 * <p>Usage in an allocator's module:
 *
 * <pre>{@code
 * Path file = temporary.resolve(trace.name() + ".bstack");
 * AllocatorReplay replay = new AllocatorReplay(trace, FirstFitBStackAllocator::open, FreeList::describe);
 * replay.run(() -> BStack.open(file));       // every line, on a new file
 * replay.checkFinal(() -> BStack.open(file)); // what was left, opened again
 * Files.write(recorded, trace.finalFile());
 * replay.checkFinal(() -> BStack.open(recorded)); // what the recorded implementation left, opened by this one
 * }</pre>
 *
 * <p>Not thread-safe; one object replays one trace once.
 */
public final class AllocatorReplay {
    private static final String OK = "ok";

    private final ReferenceTrace trace;
    private final AllocatorFactory factory;
    private final FreeBlocks freeBlocks;
    /** The live slices by the name the trace gives them: where they are. */
    private final Map<String, Place> live = new LinkedHashMap<>();

    private @Nullable Final expected;

    private record Place(long start, long length) {
        @Override
        public String toString() {
            return start + " " + length;
        }
    }

    private record Final(Map<String, String> contents, String free, long length) {}

    /**
     * Prepares a run.
     *
     * @param trace a trace of the allocator's kind
     * @param factory opens the allocator
     * @param freeBlocks lists its free blocks in its own order
     */
    public AllocatorReplay(ReferenceTrace trace, AllocatorFactory factory, FreeBlocks freeBlocks) {
        this.trace = trace;
        this.factory = factory;
        this.freeBlocks = freeBlocks;
    }

    /**
     * Runs every line, and closes the allocator at the end.
     *
     * @param opener opens the stack below, first on a new medium
     * @throws AssertionError at the first result that differs from the recorded one
     * @throws IOException if the stack fails
     */
    public void run(StackReplay.Opener opener) throws IOException {
        BStackAllocator allocator = factory.open(opener.open());
        try {
            for (ReferenceTrace.Step step : trace.steps()) {
                if (step.operation().equals("reopen")) {
                    allocator.close();
                    allocator = factory.open(opener.open());
                } else {
                    String actual = perform(allocator, step);
                    if (!actual.equals(step.result())) {
                        throw trace.mismatch(step, actual);
                    }
                }
            }
        } finally {
            allocator.close();
        }
        expected = reopened(opener);
    }

    /**
     * Checks that a file holds what the run left: the live slices' contents, the free blocks, the length.
     *
     * @param opener opens the stack to look at; it is closed again
     * @throws AssertionError if something differs
     * @throws IllegalStateException if {@link #run} has not come to its end before
     * @throws IOException if the stack fails
     */
    public void checkFinal(StackReplay.Opener opener) throws IOException {
        if (expected == null) {
            throw new IllegalStateException("run the trace first");
        }
        Final actual = reopened(opener);
        if (!actual.equals(expected)) {
            throw new AssertionError("%s: the final file holds %s, expected %s".formatted(trace, actual, expected));
        }
    }

    private Final reopened(StackReplay.Opener opener) throws IOException {
        BStack stack = opener.open();
        try {
            BStackAllocator opened = factory.open(stack);
            Map<String, String> contents = new LinkedHashMap<>();
            for (Map.Entry<String, Place> slice : live.entrySet()) {
                Place place = slice.getValue();
                byte[] bytes = stack.get(place.start, place.start + place.length);
                contents.put(slice.getKey(), place + " " + GeneratedBytes.crc32Hex(bytes));
            }
            return new Final(contents, joined(freeBlocks.list(opened)), stack.length());
        } finally {
            stack.close();
        }
    }

    private String perform(BStackAllocator allocator, ReferenceTrace.Step step) throws IOException {
        return switch (step.operation()) {
            case "alloc" -> placed(step, allocator.alloc(step.number(1)));
            case "realloc" -> placed(step, allocator.realloc(slice(allocator, step), step.number(1)));
            case "dealloc" -> {
                allocator.dealloc(slice(allocator, step));
                live.remove(step.arguments().get(0));
                yield OK;
            }
            case "write" -> {
                allocator.stack().set(slice(allocator, step).start() + step.number(1), step.bytes(2));
                yield OK;
            }
            case "fill" -> {
                BStackSlice slice = slice(allocator, step);
                slice.write(GeneratedBytes.of(step.number(1), (int) slice.length()));
                yield OK;
            }
            case "read" -> Hex.format(slice(allocator, step).read());
            case "crc" -> GeneratedBytes.crc32Hex(slice(allocator, step).read());
            case "free" -> joined(freeBlocks.list(allocator));
            case "len" -> Long.toString(allocator.length());
            default -> throw new IllegalArgumentException("no allocator operation: " + step);
        };
    }

    private String placed(ReferenceTrace.Step step, BStackSlice slice) {
        Place place = new Place(slice.start(), slice.length());
        live.put(step.arguments().get(0), place);
        return place.toString();
    }

    private BStackSlice slice(BStackAllocator allocator, ReferenceTrace.Step step) throws IOException {
        Place place = live.get(step.arguments().get(0));
        if (place == null) {
            throw new IllegalArgumentException("no such slice in " + trace + " " + step);
        }
        return allocator.slice(place.start, place.length);
    }

    private static String joined(List<String> blocks) {
        return blocks.isEmpty() ? "-" : String.join(",", blocks);
    }
}
