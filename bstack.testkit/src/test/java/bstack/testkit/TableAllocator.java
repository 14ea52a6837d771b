package bstack.testkit;

import bstack.core.BStack;
import bstack.spi.AbstractBStackAllocator;
import bstack.spi.BStackSlice;
import bstack.spi.Finding;
import bstack.spi.HeapBlock;
import bstack.spi.InspectableAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The simplest allocator that gives space back at its end: a table of up to 32 slices in front, the slices behind it;
 * and the mistakes that the crash tests must notice.
 */
final class TableAllocator extends AbstractBStackAllocator implements InspectableAllocator {
    /** What is wrong with it. */
    enum Mistake {
        NONE,
        /** The space is taken by one commit and entered in the table by the next. */
        TWO_COMMITS,
        /** A freed slice of an even length stays in the table. */
        LEAK,
        /** A freed tail is cut off eight bytes too far. */
        CUTS_TOO_FAR
    }

    private static final int RESERVED = 16;
    private static final int ENTRY = 16;
    private static final int ENTRIES = 32;
    private static final int START = RESERVED + ENTRY * ENTRIES;

    private final Mistake mistake;

    private TableAllocator(BStack stack, Mistake mistake) {
        super(stack);
        this.mistake = mistake;
    }

    static TableAllocator open(BStack stack, Mistake mistake) throws IOException {
        return attach(new TableAllocator(stack, mistake), TableAllocator::format);
    }

    private void format() throws IOException {
        if (stack().length() < START) {
            stack().mend(() -> stack().replaceTail(stack().length(), new byte[START]));
        }
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public BStackSlice reserved() {
        return BStackSlice.of(this, 0, RESERVED);
    }

    @Override
    public BStackSlice alloc(long length) throws IOException {
        if (mistake == Mistake.TWO_COMMITS) {
            return allocate(length);
        }
        return operate(() -> allocate(length));
    }

    private BStackSlice allocate(long length) throws IOException {
        int free = entries().indexOf(List.of(0L, 0L));
        long start = stack().extend(length);
        enter(free, start, length);
        return BStackSlice.of(this, start, length);
    }

    @Override
    public BStackSlice realloc(BStackSlice slice, long newLength) throws IOException {
        return operate(() -> {
            BStackSlice moved = allocate(newLength);
            byte[] bytes = slice.read();
            moved.write(Arrays.copyOf(bytes, (int) Math.min(bytes.length, newLength)));
            free(slice);
            return moved;
        });
    }

    @Override
    public void dealloc(BStackSlice slice) throws IOException {
        operate(() -> {
            free(slice);
            return null;
        });
    }

    private void free(BStackSlice slice) throws IOException {
        if (mistake == Mistake.LEAK && slice.length() % 2 == 0) {
            return;
        }
        enter(entries().indexOf(List.of(slice.start(), slice.length())), 0, 0);
        long end = START;
        for (List<Long> entry : entries()) {
            end = Math.max(end, entry.get(0) + entry.get(1));
        }
        long cut = stack().length() - end;
        if (cut > 0) {
            stack().discard(mistake == Mistake.CUTS_TOO_FAR && end > START + 8 ? cut + 8 : cut);
        }
    }

    private List<List<Long>> entries() throws IOException {
        ByteBuffer table = ByteBuffer.wrap(stack().get(RESERVED, START));
        List<List<Long>> entries = new ArrayList<>();
        while (table.hasRemaining()) {
            entries.add(List.of(table.getLong(), table.getLong()));
        }
        return entries;
    }

    private void enter(int i, long start, long length) throws IOException {
        byte[] entry = ByteBuffer.allocate(ENTRY).putLong(start).putLong(length).array();
        stack().set(RESERVED + (long) i * ENTRY, entry);
    }

    @Override
    public List<HeapBlock> blocks() throws IOException {
        List<HeapBlock> blocks = new ArrayList<>();
        long at = START;
        List<List<Long>> used = new ArrayList<>(entries());
        used.removeIf(entry -> entry.get(1) == 0);
        used.sort(Comparator.comparing(entry -> entry.get(0)));
        for (List<Long> entry : used) {
            if (entry.get(0) > at) {
                blocks.add(new HeapBlock(at, entry.get(0) - at, HeapBlock.State.FREE));
            }
            blocks.add(new HeapBlock(entry.get(0), entry.get(1), HeapBlock.State.USED));
            at = entry.get(0) + entry.get(1);
        }
        return blocks;
    }

    @Override
    public List<Finding> verify() {
        return List.of();
    }
}
