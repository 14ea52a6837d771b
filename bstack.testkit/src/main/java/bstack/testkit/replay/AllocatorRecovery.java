package bstack.testkit.replay;

import bstack.core.BStack;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.model.GeneratedBytes;
import bstack.testkit.storage.CrashingStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The check that an allocator recovers a {@link CrashImage}: it opens, is sound, keeps every live slice, and goes on
 * working (allocate, reallocate, free, close, open) without touching one of them.
 */
public final class AllocatorRecovery {
    private static final int[] LENGTHS = {1, 40, 16, 500, 33, 7, 129, 4000};

    private final AllocatorFactory factory;
    private final @Nullable Path directory;

    /**
     * Prepares the check on simulated disks, which is fast.
     *
     * @param factory opens the allocator
     */
    public AllocatorRecovery(AllocatorFactory factory) {
        this.factory = factory;
        this.directory = null;
    }

    /**
     * Prepares the check on real files.
     *
     * @param factory opens the allocator
     * @param directory a directory for temporary files
     */
    public AllocatorRecovery(AllocatorFactory factory, Path directory) {
        this.factory = factory;
        this.directory = directory;
    }

    /**
     * Checks one image.
     *
     * @throws AssertionError if something does not hold
     * @throws IOException if the image does not open, or an operation after the recovery fails
     */
    public void check(CrashImage image) throws IOException {
        if (directory == null) {
            CrashingStorage disk = new CrashingStorage(image.file());
            check(image, () -> BStack.open(disk));
        } else {
            Path file = directory.resolve(image.name() + ".bstack");
            Files.write(file, image.file());
            check(image, () -> BStack.open(file));
            Files.delete(file);
        }
    }

    private void check(CrashImage image, StackReplay.Opener opener) throws IOException {
        List<Written> written = new ArrayList<>();
        BStack stack = opener.open();
        try {
            BStackAllocator allocator = factory.open(stack);
            sound(image, allocator);
            work(image, allocator, written);
            sound(image, allocator);
        } finally {
            stack.close();
        }
        stack = opener.open();
        try {
            BStackAllocator allocator = factory.open(stack);
            sound(image, allocator);
            for (Written slice : written) {
                if (!Arrays.equals(stack.get(slice.start, slice.start + slice.bytes.length), slice.bytes)) {
                    throw image.failure("a slice written after the recovery is lost: " + slice);
                }
                allocator.dealloc(allocator.slice(slice.start, slice.bytes.length));
            }
            sound(image, allocator);
        } finally {
            stack.close();
        }
    }

    private record Written(long start, byte[] bytes) {
        @Override
        public String toString() {
            return "[%d, %d)".formatted(start, start + bytes.length);
        }
    }

    private static void sound(CrashImage image, BStackAllocator allocator) throws IOException {
        image.checkLive(allocator.stack());
        if (allocator instanceof InspectableAllocator inspectable) {
            List<Finding> findings = inspectable.verify();
            if (!findings.isEmpty()) {
                throw image.failure("not sound: " + findings);
            }
            for (HeapBlock block : inspectable.blocks()) {
                if (block.state() == HeapBlock.State.FREE) {
                    apart(image, block.start(), block.length(), "free block");
                }
            }
        }
    }

    private static void apart(CrashImage image, long start, long length, String what) {
        for (CrashImage.Live slice : image.live()) {
            if (slice.start() < start + length && start < slice.end()) {
                throw image.failure(
                        "%s at %d of %d bytes overlaps live slice %s".formatted(what, start, length, slice));
            }
        }
    }

    private static void work(CrashImage image, BStackAllocator allocator, List<Written> written) throws IOException {
        List<BStackSlice> slices = new ArrayList<>();
        for (int length : LENGTHS) {
            slices.add(fresh(image, allocator.alloc(length), 0));
        }
        for (int i = 0; i < slices.size(); i += 3) {
            long length = slices.get(i).length();
            slices.set(i, fresh(image, allocator.realloc(slices.get(i), length * 2), length));
        }
        for (int i = slices.size() - 2; i > 0; i -= 3) {
            allocator.dealloc(slices.remove(i));
        }
        for (BStackSlice slice : slices) {
            written.add(new Written(slice.start(), slice.read()));
        }
    }

    /** Checks a new slice, that the bytes it exposes are zero, and fills it. */
    private static BStackSlice fresh(CrashImage image, BStackSlice slice, long kept) throws IOException {
        apart(image, slice.start(), slice.length(), "new slice");
        byte[] bytes = slice.read();
        for (int i = (int) kept; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                throw image.failure("byte %d of the new slice at %d is not zero".formatted(i, slice.start()));
            }
        }
        slice.write(GeneratedBytes.of(slice.start(), bytes.length));
        return slice;
    }
}
