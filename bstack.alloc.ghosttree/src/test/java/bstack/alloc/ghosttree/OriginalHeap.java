package bstack.alloc.ghosttree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The original's way of working on a ghost-tree payload, as far as files depend on it: what it writes, in which order,
 * and where it can be killed.
 */
final class OriginalHeap {
    private static final int UNIT = 32;

    /** Thrown before the write that is not made any more. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private record Block(int start, int size) {}

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    private int length;
    private int writesLeft = Integer.MAX_VALUE;

    /** A new heap. */
    OriginalHeap() {
        length = Stacks.ARENA;
        bytes.put(32, new byte[] {'A', 'L', 'G', 'T', 0, 1, 0, 0});
    }

    /** Lets it die before the write after so many. */
    void killAfter(int writes) {
        writesLeft = writes;
    }

    byte[] payload() {
        byte[] copy = new byte[length];
        bytes.get(0, copy);
        return copy;
    }

    int length() {
        return length;
    }

    private void write() {
        if (--writesLeft < 0) {
            throw new Killed();
        }
    }

    void fill(int start, byte[] content) {
        bytes.put(start, content);
    }

    byte[] read(int start, int n) {
        byte[] copy = new byte[n];
        bytes.get(start, copy);
        return copy;
    }

    private int extend(int n) {
        write();
        while (length + n > bytes.capacity()) {
            bytes = ByteBuffer.allocate(2 * bytes.capacity())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(0, bytes, 0, length);
        }
        length += n;
        return length - n;
    }

    private void discard(int n) {
        write();
        length -= n;
        bytes.put(length, new byte[n]);
    }

    private void zero(int start, int n) {
        write();
        bytes.put(start, new byte[n]);
    }

    private int root() {
        return (int) bytes.getLong(Stacks.ROOT);
    }

    private void root(int root) {
        write();
        bytes.putLong(Stacks.ROOT, root);
    }

    private int size(int node) {
        return (int) bytes.getLong(node);
    }

    private int height(int node) {
        return node == 0 ? 0 : bytes.get(node + 9);
    }

    private int left(int node) {
        return (int) bytes.getLong(node + 16);
    }

    private int right(int node) {
        return (int) bytes.getLong(node + 24);
    }

    private void node(int node, int size, int balance, int height, int left, int right) {
        write();
        bytes.putLong(node, size)
                .putLong(node + 8, 0)
                .put(node + 8, (byte) balance)
                .put(node + 9, (byte) height);
        bytes.putLong(node + 16, left).putLong(node + 24, right);
    }

    private int update(int node, int size, int left, int right) {
        int balance = height(right) - height(left);
        node(node, size, balance, 1 + Math.max(height(left), height(right)), left, right);
        return balance;
    }

    private int rotateRight(int node) {
        int pivot = left(node);
        update(node, size(node), right(pivot), right(node));
        update(pivot, size(pivot), left(pivot), node);
        return pivot;
    }

    private int rotateLeft(int node) {
        int pivot = right(node);
        update(node, size(node), left(node), left(pivot));
        update(pivot, size(pivot), node, right(pivot));
        return pivot;
    }

    private int rebalance(int node) {
        int balance = update(node, size(node), left(node), right(node));
        if (balance < -1) {
            if (bytes.get(left(node) + 8) > 0) {
                update(node, size(node), rotateLeft(left(node)), right(node));
            }
            return rotateRight(node);
        }
        if (balance > 1) {
            if (bytes.get(right(node) + 8) < 0) {
                update(node, size(node), left(node), rotateRight(right(node)));
            }
            return rotateLeft(node);
        }
        return node;
    }

    private static boolean less(int size, int start, int otherSize, int other) {
        return size != otherSize ? size < otherSize : start < other;
    }

    private int insert(int root, int start, int size) {
        if (root == 0) {
            node(start, size, 0, 1, 0, 0);
            return start;
        }
        int left = left(root);
        int right = right(root);
        int own = size(root);
        if (less(size, start, own, root)) {
            update(root, own, insert(left, start, size), right);
        } else {
            update(root, own, left, insert(right, start, size));
        }
        return rebalance(root);
    }

    private int remove(int root, int start, int size) {
        if (root == 0) {
            return 0;
        }
        int own = size(root);
        int left = left(root);
        int right = right(root);
        if (less(size, start, own, root)) {
            update(root, own, remove(left, start, size), right);
            return rebalance(root);
        }
        if (less(own, root, size, start)) {
            update(root, own, left, remove(right, start, size));
            return rebalance(root);
        }
        return joined(left, right);
    }

    private int joined(int left, int right) {
        if (left == 0 || right == 0) {
            return left == 0 ? right : left;
        }
        int successor = right;
        while (left(successor) != 0) {
            successor = left(successor);
        }
        int size = size(successor);
        update(successor, size, left, remove(right, successor, size));
        return rebalance(successor);
    }

    /** The last block that was found, 0 if none was. */
    private int found;

    private int takeFit(int root, int wanted) {
        if (root == 0) {
            found = 0;
            return 0;
        }
        int size = size(root);
        int left = left(root);
        int right = right(root);
        if (size >= wanted) {
            int rest = takeFit(left, wanted);
            if (found != 0) {
                update(root, size, rest, right);
                return rebalance(root);
            }
            found = root;
            return joined(rest, right);
        }
        int rest = takeFit(right, wanted);
        if (found != 0) {
            update(root, size, left, rest);
            return rebalance(root);
        }
        return root;
    }

    private static int aligned(int n) {
        return (n + UNIT - 1) / UNIT * UNIT;
    }

    int alloc(int n) {
        int wanted = aligned(n);
        root(takeFit(root(), wanted));
        int start = found;
        if (start == 0) {
            return extend(wanted);
        }
        int rest = size(start) - wanted;
        if (rest > 0) {
            root(insert(root(), start, rest));
        } else {
            zero(start, UNIT);
        }
        return start + rest;
    }

    void dealloc(int start, int n) {
        int size = aligned(n);
        if (start + size == length) {
            discard(size);
        } else {
            zero(start, size);
            root(insert(root(), start, size));
        }
    }

    /** What it does when it opens a file: merges neighbours, and builds the tree anew. */
    void open() {
        List<Block> blocks = new ArrayList<>();
        walk(root(), blocks);
        if (blocks.isEmpty()) {
            return;
        }
        blocks.sort(Comparator.comparingInt(Block::start));
        List<Block> merged = new ArrayList<>();
        List<Integer> seams = new ArrayList<>();
        for (Block block : blocks) {
            Block last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && last.start + last.size == block.start) {
                seams.add(block.start);
                merged.set(merged.size() - 1, new Block(last.start, last.size + block.size));
            } else {
                merged.add(block);
            }
        }
        for (int seam : seams) {
            zero(seam, UNIT);
        }
        merged.sort(Comparator.comparingInt(Block::size).thenComparingInt(Block::start));
        root(build(merged));
    }

    private void walk(int root, List<Block> blocks) {
        if (root != 0) {
            if (blocks.size() > 10_000) {
                throw new IllegalStateException("the original hangs");
            }
            walk(left(root), blocks);
            blocks.add(new Block(root, size(root)));
            walk(right(root), blocks);
        }
    }

    private int build(List<Block> blocks) {
        if (blocks.isEmpty()) {
            return 0;
        }
        int middle = blocks.size() / 2;
        Block block = blocks.get(middle);
        int left = build(blocks.subList(0, middle));
        int right = build(blocks.subList(middle + 1, blocks.size()));
        update(block.start, block.size, left, right);
        return block.start;
    }
}
