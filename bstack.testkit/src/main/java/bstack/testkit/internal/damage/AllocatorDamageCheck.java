package bstack.testkit.internal.damage;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackVersionException;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import bstack.spi.UnknownAllocatorException;
import bstack.testkit.internal.workload.Heap;
import bstack.testkit.model.AllocatorFactory;
import bstack.testkit.model.GeneratedBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What must come of opening a damaged heap, of looking at it, and of working with it.
 *
 * <p>A typed exception may come at any point. Until then: what is handed out is zero, keeps what is written to it,
 * and does not overlap; a heap that calls itself sound stays sound; and no byte of a slice that was live changes, but
 * through its own handle, when a single bit of the file was wrong, or the heap calls itself sound.
 */
public final class AllocatorDamageCheck implements DamageCheck {
    private static final int HEADER = 16;
    private static final int STATE_AT = 5;
    private static final byte ATTACHED = (byte) 0x81;
    private static final int[] LENGTHS = {1, 48, 200, 32, 700, 16};

    private final AllocatorFactory factory;

    public AllocatorDamageCheck(AllocatorFactory factory) {
        this.factory = factory;
    }

    @Override
    public boolean refuses(Specimen specimen, Damage damage, boolean thorough) throws IOException {
        DamagedStorage storage = new DamagedStorage(damage.file());
        boolean refused = inspectReadOnly(storage);
        if (!storage.isUntouched()) {
            throw new AssertionError("opening it to read only has changed it");
        }
        checkRefusal(damage);
        storage.renewAllowance();
        return work(specimen, damage, storage) || refused;
    }

    private boolean inspectReadOnly(DamagedStorage storage) throws IOException {
        try (BStack stack = BStack.openReadOnly(storage);
                BStackAllocator allocator = factory.open(stack)) {
            return !isSound(allocator, storage);
        } catch (BStackCorruptException | BStackVersionException | UnknownAllocatorException refusal) {
            return true;
        }
    }

    /** Looks at it, and says whether it calls itself sound; then its blocks must follow each other to the end. */
    private static boolean isSound(BStackAllocator allocator, DamagedStorage storage) throws IOException {
        if (!(allocator instanceof InspectableAllocator inspectable)) {
            return true;
        }
        storage.renewAllowance();
        boolean sound = inspectable.verify().isEmpty();
        storage.renewAllowance();
        long end = -1;
        for (HeapBlock block : inspectable.blocks()) {
            if (end >= 0 && block.start() != end) {
                throw new AssertionError("blocks do not follow each other at " + block);
            }
            end = block.end();
        }
        if (end >= 0 && end != allocator.length()) {
            throw new AssertionError("blocks end at %d of %d".formatted(end, allocator.length()));
        }
        return sound;
    }

    private boolean work(Specimen specimen, Damage damage, DamagedStorage storage) throws IOException {
        byte[] opened;
        try (BStack stack = storage.openStack()) {
            opened = stack.peek(0);
            boolean[] sound = {false};
            boolean refused;
            boolean accepted = false;
            try {
                BStackAllocator allocator = factory.open(stack);
                accepted = true;
                sound[0] = look(allocator, storage);
                use(allocator, storage, sound[0]);
                refused = !sound[0];
            } catch (BStackCorruptException refusal) {
                refused = true;
            }
            storage.renewAllowance();
            boolean single = damage.kind() == Damage.Kind.SINGLE;
            if (single || sound[0] && damage.kind() != Damage.Kind.SEALED) {
                boolean whole = single && accepted && !isAttached(damage.file());
                checkLive(specimen, whole ? payloadOf(damage.file()) : opened, stack.peek(0));
            }
            return refused;
        } catch (BStackCorruptException | BStackVersionException | UnknownAllocatorException refusal) {
            return true;
        }
    }

    /** A file at rest that is refused is as it was; of one with a journal, what was committed may have been replayed. */
    private void checkRefusal(Damage damage) throws IOException {
        DamagedStorage storage = new DamagedStorage(damage.file());
        try (BStack stack = storage.openStack()) {
            storage.renewAllowance();
            factory.open(stack).length();
        } catch (BStackCorruptException | BStackVersionException | UnknownAllocatorException refusal) {
            if (!isAttached(damage.file()) && !Arrays.equals(damage.file(), storage.bytes())) {
                throw new AssertionError("the refused file was changed");
            }
        }
    }

    private static boolean isAttached(byte[] file) {
        return file.length > STATE_AT && file[STATE_AT] == ATTACHED;
    }

    /** {@return the payload of a file at rest, whatever its header says of the length} */
    private static byte[] payloadOf(byte[] file) {
        return Arrays.copyOfRange(file, Math.min(HEADER, file.length), file.length);
    }

    private static boolean look(BStackAllocator allocator, DamagedStorage storage) throws IOException {
        try {
            return isSound(allocator, storage);
        } catch (BStackCorruptException damage) {
            return false; // blocks() has nothing to show; the heap may still work
        }
    }

    private static void use(BStackAllocator allocator, DamagedStorage storage, boolean sound) throws IOException {
        List<Heap.Live> fresh = new ArrayList<>();
        for (int length : LENGTHS) {
            storage.renewAllowance();
            BStackSlice slice = allocator.alloc(length);
            if (!Arrays.equals(slice.read(), new byte[length])) {
                throw new AssertionError("the new %s is not zero".formatted(slice));
            }
            byte[] content = GeneratedBytes.of(slice.start() + length, length);
            slice.write(content);
            for (Heap.Live other : fresh) {
                if (slice.start() < other.end() && other.start() < slice.end()) {
                    throw new AssertionError("the new %s overlaps the new %s".formatted(slice, other));
                }
            }
            fresh.add(new Heap.Live(slice.start(), content));
        }
        Heap.Live moved = fresh.remove(0);
        storage.renewAllowance();
        BStackSlice longer = allocator.realloc(allocator.slice(moved.start(), moved.content().length), 300);
        fresh.add(new Heap.Live(longer.start(), Arrays.copyOf(moved.content(), 300)));
        for (Heap.Live slice : fresh) {
            storage.renewAllowance();
            BStackSlice handle = allocator.slice(slice.start(), slice.content().length);
            if (!Arrays.equals(handle.read(), slice.content())) {
                throw new AssertionError("the new %s has lost its contents".formatted(handle));
            }
            allocator.dealloc(handle);
        }
        if (sound && !isSound(allocator, storage)) {
            throw new AssertionError("a heap that called itself sound no longer does");
        }
    }

    /**
     * Checks the slices that the damage itself has not changed. Of those at the end, one that holds nothing but zeros
     * may be gone: the damage can make it look like a growth that was interrupted.
     */
    private static void checkLive(Specimen specimen, byte[] opened, byte[] now) {
        for (Heap.Live slice : specimen.live()) {
            boolean cut = slice.end() > now.length && Arrays.equals(slice.content(), new byte[slice.content().length]);
            if (holds(opened, slice) && !cut && !holds(now, slice)) {
                throw new AssertionError(
                        "the live slice %s has changed, length %d, was %d".formatted(slice, now.length, opened.length));
            }
        }
    }

    private static boolean holds(byte[] payload, Heap.Live slice) {
        byte[] content = slice.content();
        return slice.end() <= payload.length
                && Arrays.equals(payload, (int) slice.start(), (int) slice.end(), content, 0, content.length);
    }
}
