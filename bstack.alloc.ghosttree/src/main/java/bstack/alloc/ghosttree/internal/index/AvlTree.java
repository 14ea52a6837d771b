package bstack.alloc.ghosttree.internal.index;

import java.util.Arrays;

/**
 * An AVL tree over the slots of a {@link BlockTable}, in plain arrays.
 *
 * <p>The tree by (size, address) has the very shape of the tree in the file, so inserting and removing follow the rules
 * that readers of the file know: a removed node with two children is replaced by its successor, and on the path back
 * every node below which a height has changed is rebalanced. Only nodes that come out different are touched, and each is reported to the
 * {@link IndexChanges} first: a handful per operation, however large the tree.
 *
 * <p>The height of a leaf is 1, that of nothing 0; a balance is the right height less the left one. Recursion is as
 * deep as the tree is high, at most 46 for 2<sup>31</sup> slots. Not thread-safe.
 */
public final class AvlTree {
    /** The slot that is none. */
    static final int NONE = -1;

    /** The order of the slots: strict and total. */
    @FunctionalInterface
    interface Order {
        boolean before(int slot, int other);
    }

    private final Order order;
    private final boolean primary;

    private int[] left = new int[16];
    private int[] right = new int[16];
    private byte[] height = new byte[16];
    private byte[] balance = new byte[16];
    private int root = NONE;

    @SuppressWarnings("NullAway.Init") // record comes before the first change
    private IndexChanges changes;

    /**
     * Creates an empty tree.
     *
     * @param primary whether it is the one that is in the file too
     */
    AvlTree(Order order, boolean primary) {
        this.order = order;
        this.primary = primary;
    }

    /** Says where changes are reported from now on; nothing may change before that. */
    void record(IndexChanges log) {
        changes = log;
    }

    int root() {
        return root;
    }

    int left(int slot) {
        return left[slot];
    }

    int right(int slot) {
        return right[slot];
    }

    /** {@return the height of a slot's subtree; 0 for {@link #NONE} and for a slot that is not in the tree} */
    int height(int slot) {
        return slot == NONE ? 0 : height[slot];
    }

    int balance(int slot) {
        return balance[slot];
    }

    /** Adds a slot that is not in the tree, and for which there is {@linkplain #reserve room}. */
    void insert(int slot) {
        root(insertInto(root, slot));
    }

    /** Takes a slot that is in the tree out of it. */
    void remove(int slot) {
        root(removeFrom(root, slot));
        change(slot, NONE, NONE, 0, 0);
    }

    /** Puts a node in place as it was found, without balancing and without a report. */
    void place(int slot, int leftSlot, int rightSlot, int nodeHeight, int nodeBalance) {
        reserve(slot);
        left[slot] = leftSlot;
        right[slot] = rightSlot;
        height[slot] = (byte) nodeHeight;
        balance[slot] = (byte) nodeBalance;
    }

    /** Sets the root without a report. */
    void placeRoot(int slot) {
        root = slot;
    }

    /** Makes the tree of all {@code slots}, which are sorted, as shallow as it can be; without a report. */
    public void build(int[] slots) {
        root = build(slots, 0, slots.length);
    }

    private int build(int[] slots, int from, int to) {
        if (from == to) {
            return NONE;
        }
        int middle = from + (to - from) / 2;
        int slot = slots[middle];
        int leftSlot = build(slots, from, middle);
        int rightSlot = build(slots, middle + 1, to);
        int leftHeight = height(leftSlot);
        int rightHeight = height(rightSlot);
        place(slot, leftSlot, rightSlot, 1 + Math.max(leftHeight, rightHeight), rightHeight - leftHeight);
        return slot;
    }

    /** {@return the slots of all {@code count} nodes, in their order} */
    int[] inOrder(int count) {
        int[] slots = new int[count];
        fill(slots, 0, root);
        return slots;
    }

    private int fill(int[] slots, int from, int node) {
        if (node == NONE) {
            return from;
        }
        int at = fill(slots, from, left[node]);
        slots[at] = node;
        return fill(slots, at + 1, right[node]);
    }

    private int insertInto(int node, int slot) {
        if (node == NONE) {
            link(slot, NONE, NONE);
            return slot;
        }
        boolean isLeft = order.before(slot, node);
        int child = isLeft ? left[node] : right[node];
        int childHeight = height(child);
        return withChild(node, isLeft, child, childHeight, insertInto(child, slot));
    }

    private int removeFrom(int node, int slot) {
        if (node != slot) {
            boolean isLeft = order.before(slot, node);
            int child = isLeft ? left[node] : right[node];
            int childHeight = height(child);
            return withChild(node, isLeft, child, childHeight, removeFrom(child, slot));
        }
        if (left[node] == NONE) {
            return right[node];
        }
        if (right[node] == NONE) {
            return left[node];
        }
        int successor = right[node];
        while (left[successor] != NONE) {
            successor = left[successor];
        }
        int rest = removeFrom(right[node], successor);
        link(successor, left[node], rest);
        return rebalanced(successor);
    }

    /**
     * {@return the root of a subtree after a change below a child}
     *
     * @param oldChild what the child was, of that height; if it is as high as before, nothing changes from here upwards
     */
    private int withChild(int node, boolean isLeft, int oldChild, int oldHeight, int child) {
        if (child == oldChild && height(child) == oldHeight) {
            return node;
        }
        link(node, isLeft ? child : left[node], isLeft ? right[node] : child);
        return rebalanced(node);
    }

    private int rebalanced(int node) {
        if (balance[node] < -1) {
            if (balance[left[node]] > 0) {
                link(node, rotatedLeft(left[node]), right[node]);
            }
            return rotatedRight(node);
        }
        if (balance[node] > 1) {
            if (balance[right[node]] < 0) {
                link(node, left[node], rotatedRight(right[node]));
            }
            return rotatedLeft(node);
        }
        return node;
    }

    private int rotatedRight(int node) {
        int pivot = left[node];
        link(node, right[pivot], right[node]);
        link(pivot, left[pivot], node);
        return pivot;
    }

    private int rotatedLeft(int node) {
        int pivot = right[node];
        link(node, left[node], left[pivot]);
        link(pivot, node, right[pivot]);
        return pivot;
    }

    /** Gives a node its children, and the height and balance that follow from them. */
    private void link(int node, int leftChild, int rightChild) {
        int leftHeight = height(leftChild);
        int rightHeight = height(rightChild);
        change(node, leftChild, rightChild, 1 + Math.max(leftHeight, rightHeight), rightHeight - leftHeight);
    }

    private void change(int node, int leftChild, int rightChild, int newHeight, int newBalance) {
        if (left[node] != leftChild
                || right[node] != rightChild
                || height[node] != newHeight
                || balance[node] != newBalance) {
            changes.node(primary, node, left[node], right[node], height[node], balance[node]);
            place(node, leftChild, rightChild, newHeight, newBalance);
        }
    }

    private void root(int slot) {
        if (slot != root) {
            changes.root(primary, root);
            root = slot;
        }
    }

    /** Makes room for a slot, in all arrays or in none; new slots are in no tree. */
    void reserve(int slot) {
        if (slot >= left.length) {
            int capacity = Capacity.after(slot);
            int[] lefts = Arrays.copyOf(left, capacity);
            int[] rights = Arrays.copyOf(right, capacity);
            byte[] heights = Arrays.copyOf(height, capacity);
            byte[] balances = Arrays.copyOf(balance, capacity);
            left = lefts;
            right = rights;
            height = heights;
            balance = balances;
        }
    }
}
