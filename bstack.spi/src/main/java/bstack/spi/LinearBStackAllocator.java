package bstack.spi;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The simplest allocator. Allocations follow each other from the start of the payload, and only the last one can be
 * resized or freed.
 *
 * <p>It writes nothing of its own into the file, so it has no magic and cannot be detected. Open it here, or by its
 * name {@value #NAME} with {@link BStackAllocators#create}. It can open any payload. A free of anything but the tail
 * does nothing; its bytes are given back when the payload is cut off below them. An empty slice occupies nothing, and
 * its start is where the payload ended when it was allocated. It knows no free space, so {@link #allocBelow} finds none
 * and {@link #trim()} gives none back.
 *
 * <p>Calls throw IllegalArgumentException for a slice that reaches beyond the payload's end. They cannot notice a slice
 * that was freed and whose bytes are still, or again, part of the payload. Thread-safe.
 */
public final class LinearBStackAllocator extends AbstractBStackAllocator implements BStackBulkAllocator {

    /** The allocator's name. */
    public static final String NAME = "linear";

    private LinearBStackAllocator(BStack stack) {
        super(stack);
    }

    /**
     * Opens the payload of {@code stack} as a linear heap. It reads and writes nothing.
     *
     * @param stack open, and without an allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed or carries an allocator
     * @throws IOException if the stack fails
     */
    public static LinearBStackAllocator open(BStack stack) throws IOException {
        return attach(new LinearBStackAllocator(stack), allocator -> {});
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BStackSlice alloc(long length) throws IOException {
        checkRequested(length);
        return operate(() -> BStackSlice.of(this, stack().extend(length), length));
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsupportedOperationException if the slice is not the tail of the payload, even if its length does
     *     not change
     */
    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
        checkOwned(slice);
        checkRequested(newLength);
        return operate(() -> {
            long end = stack().length();
            checkWithin(slice, end);
            if (slice.end() != end) {
                throw refusal(new UnsupportedOperationException(
                        "%s: the %s cannot be reallocated: it is not the tail of the payload, which ends at %d: allocate a new one and copy"
                                .formatted(stack().name(), slice, end)));
            }
            if (newLength > slice.length()) {
                stack().extend(newLength - slice.length());
            } else {
                stack().discard(slice.length() - newLength);
            }
            return BStackSlice.of(this, slice.start(), newLength);
        });
    }

    /** {@inheritDoc} Anything but the tail of the payload stays where it is. */
    @Override
    public void dealloc(BStackSlice slice) throws IOException {
        checkOwned(slice);
        operate(() -> {
            cutTail(List.of(slice));
            return null;
        });
    }

    /** {@inheritDoc} The slices follow each other at the end of the payload. */
    @Override
    public List<BStackSlice> allocBulk(long... lengths) throws IOException {
        long[] wanted = lengths.clone();
        long sum = 0;
        for (long length : wanted) {
            checkRequested(length);
            if (length > Long.MAX_VALUE - sum) {
                throw refusalOfLength(length, wanted.length);
            }
            sum += length;
        }
        long total = sum;
        return operate(() -> {
            long start = stack().extend(total);
            List<BStackSlice> slices = new ArrayList<>(wanted.length);
            for (long length : wanted) {
                slices.add(BStackSlice.of(this, start, length));
                start += length;
            }
            return List.copyOf(slices);
        });
    }

    /** {@inheritDoc} The longest tail of the payload that the slices cover is cut off; the rest stays where it is. */
    @Override
    public void deallocBulk(Collection<BStackSlice> slices) throws IOException {
        List<BStackSlice> freed = List.copyOf(slices);
        for (BStackSlice slice : freed) {
            checkOwned(slice);
        }
        operate(() -> {
            cutTail(freed);
            return null;
        });
    }

    /** {@inheritDoc} It is the length: a linear heap has no bytes of its own. */
    @Override
    public long footprint(BStackSlice slice) throws IOException {
        checkOwned(slice);
        return view(() -> {
            if (!slice.isEmpty()) {
                checkWithin(slice, stack().length());
            }
            return slice.length();
        });
    }

    /** Cuts off the longest tail that {@code slices} cover, after all of them have been checked. */
    private void cutTail(List<BStackSlice> slices) throws IOException {
        long end = stack().length();
        List<BStackSlice> byEnd = new ArrayList<>(slices.size());
        for (BStackSlice slice : slices) {
            if (!slice.isEmpty()) {
                checkWithin(slice, end);
                byEnd.add(slice);
            }
        }
        byEnd.sort(Comparator.comparingLong(BStackSlice::end).reversed());
        long cut = end;
        for (BStackSlice slice : byEnd) {
            if (slice.end() < cut) {
                break;
            }
            cut = Math.min(cut, slice.start());
        }
        stack().discard(end - cut);
    }

    private void checkWithin(BStackSlice slice, long end) throws IOException {
        if (slice.end() > end) {
            throw refusalOfSlice(slice, "the payload ends at %d".formatted(end));
        }
    }
}
