package bstack.testkit.model;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The reference model of a stack: what every operation of {@link bstack.core.BStack} does to the payload, on a plain
 * array and with no thought of durability.
 *
 * <p>A range outside the payload is refused with IndexOutOfBoundsException and changes nothing. One thread may
 * change it at a time; all see the newest payload.
 */
public final class StackModel {
    /** Never changed in place. */
    private volatile byte[] bytes = new byte[0];

    /** Creates a model of an empty stack. */
    public StackModel() {}

    /** Creates a model of a stack that holds a payload. */
    public StackModel(byte[] payload) {
        bytes = payload.clone();
    }

    /** {@return a copy of the payload} */
    public byte[] payload() {
        return bytes.clone();
    }

    /** {@return the payload's length in bytes} */
    public int length() {
        return bytes.length;
    }

    /** Replaces the payload, to roll back. */
    public void restore(byte[] payload) {
        bytes = payload.clone();
    }

    /**
     * Appends.
     *
     * @return the offset where the data begin
     */
    public long push(byte[] data) {
        int offset = bytes.length;
        byte[] longer = Arrays.copyOf(bytes, offset + data.length);
        System.arraycopy(data, 0, longer, offset, data.length);
        bytes = longer;
        return offset;
    }

    /**
     * Appends zeros.
     *
     * @return the offset where they begin
     */
    public long extend(int n) {
        return push(new byte[n]);
    }

    /**
     * Cuts bytes off the end.
     *
     * @return them
     */
    public byte[] pop(int n) {
        byte[] tail = get(bytes.length - n, bytes.length);
        bytes = Arrays.copyOf(bytes, bytes.length - n);
        return tail;
    }

    /** {@return a copy of {@code [start, end)}} */
    public byte[] get(int start, int end) {
        check(start, end);
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** Overwrites; an empty overwrite is not range-checked. */
    public void set(int offset, byte[] data) {
        if (data.length > 0) {
            check(offset, offset + data.length);
            byte[] changed = bytes.clone();
            System.arraycopy(data, 0, changed, offset, data.length);
            bytes = changed;
        }
    }

    /** Overwrites with zeros. */
    public void zero(int offset, int n) {
        set(offset, new byte[n]);
    }

    /**
     * Cuts {@code n} bytes and appends {@code data}.
     *
     * @return the bytes that were cut
     */
    public byte[] splice(int n, byte[] data) {
        byte[] tail = pop(n);
        push(data);
        return tail;
    }

    /** Replaces the last {@code n} bytes by what {@code f} makes of them. */
    public void updateTail(int n, UnaryOperator<byte[]> f) {
        splice(n, f.apply(get(bytes.length - n, bytes.length)));
    }

    /**
     * Appends if the length is as expected.
     *
     * @return whether it was
     */
    public boolean tryExtend(long expectedLength, byte[] data) {
        if (bytes.length != expectedLength) {
            return false;
        }
        push(data);
        return true;
    }

    /**
     * Cuts bytes off if the length is as expected.
     *
     * @return whether it was
     */
    public boolean tryDiscard(long expectedLength, int n) {
        if (bytes.length != expectedLength) {
            return false;
        }
        pop(n);
        return true;
    }

    /**
     * Overwrites.
     *
     * @return what was there
     */
    public byte[] getAndSet(int offset, byte[] data) {
        byte[] before = get(offset, offset + data.length);
        set(offset, data);
        return before;
    }

    /**
     * Overwrites if the bytes are as expected.
     *
     * @return whether they were
     */
    public boolean compareAndSet(int offset, byte[] expected, byte[] update) {
        if (expected.length != update.length) {
            return false;
        }
        if (expected.length == 0) {
            return true;
        }
        if (!Arrays.equals(get(offset, offset + expected.length), expected)) {
            return false;
        }
        set(offset, update);
        return true;
    }

    /** Lets {@code f} change the bytes of {@code [start, end)}. */
    public void update(int start, int end, Consumer<byte[]> f) {
        byte[] range = get(start, end);
        f.accept(range);
        set(start, range);
    }

    private void check(int start, int end) {
        if (start < 0 || end < start || end > bytes.length) {
            throw new IndexOutOfBoundsException("[%d, %d) of %d".formatted(start, end, bytes.length));
        }
    }
}
