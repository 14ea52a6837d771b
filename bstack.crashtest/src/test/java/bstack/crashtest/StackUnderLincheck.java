package bstack.crashtest;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.core.Commit;
import bstack.core.Storage;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A stack's operations as Lincheck calls them. Public, because Lincheck instantiates it. */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
@Param(name = "offset", gen = IntGen.class, conf = "0:2")
public class StackUnderLincheck {
    final BStack stack;

    /** Opens an empty stack in memory. */
    public StackUnderLincheck() throws IOException {
        stack = BStack.open(
                Storage.memory(),
                BStackOptions.defaults()
                        .journalSize(BStackOptions.MIN_JOURNAL_SIZE)
                        .preallocation(0)
                        // It never runs anything: threads that Lincheck does not know would be no part of the search.
                        .executor(task -> {}));
    }

    @Operation
    public long push(@Param(name = "value") int value) throws IOException {
        return stack.push(new byte[] {(byte) value});
    }

    @Operation
    public int pop() throws IOException {
        try {
            return stack.pop(1)[0];
        } catch (IndexOutOfBoundsException empty) {
            return -1;
        }
    }

    @Operation
    public boolean set(@Param(name = "offset") int offset, @Param(name = "value") int value) throws IOException {
        try {
            stack.set(offset, new byte[] {(byte) value});
            return true;
        } catch (IndexOutOfBoundsException tooShort) {
            return false;
        }
    }

    @Operation
    public int get(@Param(name = "offset") int offset) throws IOException {
        try {
            return stack.get(offset, offset + 1)[0];
        } catch (IndexOutOfBoundsException tooShort) {
            return -1;
        }
    }

    @Operation
    public long length() throws IOException {
        return stack.length();
    }

    @Operation
    public boolean compareAndSet(
            @Param(name = "offset") int offset, @Param(name = "value") int expected, @Param(name = "value") int update)
            throws IOException {
        try {
            return stack.compareAndSet(offset, new byte[] {(byte) expected}, new byte[] {(byte) update});
        } catch (IndexOutOfBoundsException tooShort) {
            return false;
        }
    }

    @Operation
    public boolean tryExtend(@Param(name = "offset") int length, @Param(name = "value") int value) throws IOException {
        return stack.tryExtend(length, new byte[] {(byte) value});
    }

    /** Pushes a byte and its successor as one, and answers the length before. */
    @Operation
    public long transact(@Param(name = "value") int value) throws IOException {
        return stack.transact(() -> {
            long before = stack.push(new byte[] {(byte) value});
            stack.push(new byte[] {(byte) (value + 1)});
            return before;
        });
    }

    /** The same by a commit that is submitted, and awaited. */
    @Operation
    public long submitAndAwait(@Param(name = "value") int value) throws IOException {
        Commit<Long> commit = stack.submit(() -> {
            long before = stack.push(new byte[] {(byte) value});
            stack.push(new byte[] {(byte) (value + 1)});
            return before;
        });
        return commit.await();
    }

    /** {@return the first byte, the last, and the length, all of one state; -1 if there are none} */
    @Operation
    public long view() throws IOException {
        return stack.view(() -> {
            long length = stack.length();
            return length == 0 ? -1 : summary(stack.get(0, 1)[0], stack.get(length - 1, length)[0], length);
        });
    }

    static long summary(byte first, byte last, long length) {
        return (long) first << 40 | (long) last << 32 | length;
    }
}
