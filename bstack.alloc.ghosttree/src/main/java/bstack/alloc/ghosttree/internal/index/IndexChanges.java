package bstack.alloc.ghosttree.internal.index;

import java.util.Arrays;

/**
 * The undo log of one operation on a {@link FreeIndex}: what each touched thing was before, in order.
 *
 * <p>{@link #run()} restores it all, newest first, when the transaction rolls back; {@link #isChanged} says
 * which nodes the file needs anew before the operation ends. Two longs per record, about a dozen records per operation.
 *
 * <p>A record is made before its change, and holds an old value, never a difference: restoring what has not been
 * changed yet, or has been restored already, does no harm. So an error may come at any place. Restoring allocates
 * nothing.
 */
final class IndexChanges implements Runnable {
    private static final int NODE = 0;
    private static final int OTHER_NODE = 1;
    private static final int ROOT = 2;
    private static final int OTHER_ROOT = 3;
    private static final int START = 4;
    private static final int SIZE = 5;
    private static final int UNUSED = 6;
    private static final int ROWS = 7;

    private static final int KIND_SHIFT = 56;
    private static final int HEIGHT_SHIFT = 48;
    private static final int BALANCE_SHIFT = 40;

    private final FreeIndex index;
    private final TailRun tail;
    /** The sums as they were. */
    private final IndexTotals totals = new IndexTotals();

    /** Records of two: kind, height, balance and slot; then the old value, or the old children. */
    private long[] records = new long[32];

    private int length;

    /**
     * Begins a log; nothing has been changed yet.
     *
     * @param tail what is forgotten when the changes are taken back
     */
    IndexChanges(FreeIndex index, TailRun tail) {
        this.index = index;
        this.tail = tail;
        totals.set(index.totals());
    }

    /** Records a node of the primary tree, the one in the file, or of the other one. */
    void node(boolean primary, int slot, int left, int right, int height, int balance) {
        long shape = (long) height << HEIGHT_SHIFT | (balance & 0xFFL) << BALANCE_SHIFT;
        add(primary ? NODE : OTHER_NODE, shape | slot, (long) left << Integer.SIZE | right & 0xFFFF_FFFFL);
    }

    /** Records a tree's root. */
    void root(boolean primary, int slot) {
        add(primary ? ROOT : OTHER_ROOT, 0, slot);
    }

    /** Records what a row of the table held. */
    void row(int slot, long start, long size) {
        add(START, slot, start);
        add(SIZE, slot, size);
    }

    /** Records the head of the chain of unused rows. */
    void unused(int slot) {
        add(UNUSED, 0, slot);
    }

    /** Records how many rows the table had. */
    void rows(int count) {
        add(ROWS, 0, count);
    }

    private void add(int kind, long low, long value) {
        if (length == records.length) {
            records = Arrays.copyOf(records, length * 2);
        }
        records[length++] = (long) kind << KIND_SHIFT | low;
        records[length++] = value;
    }

    @Override
    public void run() {
        while (length > 0) {
            long value = records[length - 1];
            long head = records[length - 2];
            int slot = (int) head;
            switch (kind(head)) {
                case NODE -> restoreNode(index.bySize(), slot, head, value);
                case OTHER_NODE -> restoreNode(index.byAddress(), slot, head, value);
                case ROOT -> index.bySize().placeRoot((int) value);
                case OTHER_ROOT -> index.byAddress().placeRoot((int) value);
                case START -> index.blocks().set(slot, value, index.blocks().size(slot));
                case SIZE -> index.blocks().set(slot, index.blocks().start(slot), value);
                case UNUSED -> index.restoreUnused((int) value);
                case ROWS -> index.blocks().shorten((int) value);
                default -> throw new AssertionError(kind(head));
            }
            length -= 2; // only now, so that a run that was broken off can be repeated
        }
        index.totals().set(totals);
        tail.forget();
    }

    private static void restoreNode(AvlTree tree, int slot, long head, long children) {
        tree.place(slot, left(children), right(children), height(head), balance(head));
    }

    /** {@return whether the file's root pointer differs from what it was} */
    boolean rootChanged(int[] refilled) {
        for (int i = 0; i < length; i += 2) {
            if (kind(records[i]) == ROOT) {
                int root = index.bySize().root();
                return (int) records[i + 1] != root || contains(refilled, root);
            }
        }
        return false;
    }

    /** {@return what the file's nodes may have changed by, sorted by slot and then by age: the slot, and a record of it} */
    long[] touched() {
        long[] touched = new long[count(NODE) + count(START)];
        int count = 0;
        for (int i = 0; i < length; i += 2) {
            int kind = kind(records[i]);
            if (kind == NODE || kind == START) {
                touched[count++] = (records[i] & 0xFFFF_FFFFL) << Integer.SIZE | i;
            }
        }
        Arrays.sort(touched);
        return touched;
    }

    /** {@return the slot of something {@linkplain #touched() touched}} */
    static int slot(long touched) {
        return (int) (touched >>> Integer.SIZE);
    }

    /** {@return whether a touched slot, at its first place, is in the tree and differs from what the file holds} */
    boolean isChanged(long[] touched, int at, int[] refilled) {
        int slot = slot(touched[at]);
        // Only a slot's first record holds what is in the file.
        boolean isFirst = at == 0 || slot(touched[at - 1]) != slot;
        return isFirst && index.bySize().height(slot) > 0 && differs(slot, (int) touched[at], refilled);
    }

    private int count(int kind) {
        int count = 0;
        for (int i = 0; i < length; i += 2) {
            count += kind(records[i]) == kind ? 1 : 0;
        }
        return count;
    }

    /**
     * {@return whether a node is now another than its record at {@code i} says}
     *
     * <p>A row that was filled anew is another block, in another place, even if the links to and from it look the same.
     */
    private boolean differs(int slot, int i, int[] refilled) {
        AvlTree tree = index.bySize();
        return contains(refilled, slot)
                || contains(refilled, tree.left(slot))
                || contains(refilled, tree.right(slot))
                || tree.left(slot) != left(records[i + 1])
                || tree.right(slot) != right(records[i + 1])
                || tree.height(slot) != height(records[i])
                || tree.balance(slot) != balance(records[i]);
    }

    /** {@return the rows that do not hold the block any more that they held, sorted} */
    int[] refilled() {
        int[] slots = new int[count(START)];
        int count = 0;
        for (int i = 0; i < length; i += 2) {
            if (kind(records[i]) == START) {
                slots[count++] = (int) records[i];
            }
        }
        Arrays.sort(slots);
        return slots;
    }

    private static boolean contains(int[] sorted, int slot) {
        return Arrays.binarySearch(sorted, slot) >= 0;
    }

    private static int kind(long head) {
        return (int) (head >>> KIND_SHIFT);
    }

    private static int height(long head) {
        return (int) (head >>> HEIGHT_SHIFT) & 0xFF;
    }

    private static int balance(long head) {
        return (byte) (head >>> BALANCE_SHIFT);
    }

    private static int left(long children) {
        return (int) (children >>> Integer.SIZE);
    }

    private static int right(long children) {
        return (int) children;
    }
}
