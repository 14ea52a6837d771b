package bstack.core;

import bstack.core.internal.edits.Ranges;
import bstack.core.internal.engine.StackEngine;
import bstack.core.internal.io.PayloadAccess;
import bstack.core.internal.io.PayloadChannel;
import bstack.core.internal.io.PayloadInputStream;
import bstack.core.internal.io.PayloadOutputStream;
import bstack.core.internal.recovery.RecoveryPlan;
import bstack.core.internal.storage.BorrowedStorage;
import bstack.core.internal.storage.CallDepth;
import bstack.core.internal.storage.Log;
import bstack.core.internal.storage.NewFile;
import bstack.core.internal.storage.StorageFiles;
import bstack.core.internal.transaction.Operation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A byte stack in one file. Every operation is durable when it returns.
 *
 * <p>The payload is a run of bytes that grows and shrinks at its end, and can be read and overwritten anywhere. Each
 * operation is atomic, also under a power cut: after a crash the stack has the state before the operation or the state
 * after it. {@link #transact} makes many operations one.
 *
 * <p><b>Threads.</b> All methods are thread-safe. Reads see only durable data, and never wait for a flush. Writers that
 * commit at the same time share one flush. A transaction belongs to its thread. Other threads see nothing of it before
 * it has committed, and their writes wait, so a body must not wait for these threads.
 *
 * <p><b>Offsets</b> count bytes from the start of the payload. A call moves all the remaining bytes of a buffer and
 * advances its position. If the call throws, the position stays.
 *
 * <p><b>Exceptions.</b> Calls throw
 *
 * <ul>
 *   <li>{@link IndexOutOfBoundsException} for a range outside the payload;
 *   <li>{@link IllegalArgumentException} for an argument that is wrong in itself;
 *   <li>{@link IllegalStateException} if the stack is closed or open for reading only, for a change of the locked
 *       prefix, and for a call where it is not allowed.
 * </ul>
 *
 * <p>After each of these nothing has changed. The same is true after an {@link IOException} other than
 * {@link BStackFailedException}, except from {@link #close}.
 *
 * <p><b>A failing medium.</b> After a failed write or flush nothing is known about the medium any more. The operation
 * and all that are in flight with it throw {@link BStackFailedException}. Each of them may have happened or not. From
 * then on every call throws that exception, reads included, and {@link #close} writes nothing. The next open finds what
 * is durable: all that had returned, and perhaps the operations that failed, in commit order. The stack never repeats a
 * failed flush, because the second one may succeed although the first has lost data.
 *
 * <p><b>A full disk</b> does not fail the stack. An operation that does not fit throws {@link BStackNoSpaceException}
 * as a whole, before anything has changed, and the stack goes on. The first change of a session, even a pop, needs up
 * to 28 KiB for its journal. After that, pops and small overwrites need no space.
 */
public final class BStack implements Closeable {
    private final StackEngine engine;

    private BStack(StackEngine engine) {
        this.engine = engine;
    }

    // ---------------------------------------------------------------- opening and closing

    /**
     * Opens a file, or creates it. While it is open, every other attempt to open it, in this JVM or another process,
     * fails.
     *
     * <p>The open replays a journal at once. It does not write to a file at rest. If a push or pop of the original was
     * interrupted, the first change, {@link #checkpoint}, or {@link #close} mends the file. So a file whose content is
     * not accepted stays as it was found.
     *
     * @param path the file
     * @return the stack, recovered if it had not been closed
     * @throws BStackLockedException if the file is open already
     * @throws BStackCorruptException if it is no bstack file, or damaged; nothing has been changed
     * @throws BStackVersionException if it is of another format version
     * @throws IOException if the file system fails
     */
    public static BStack open(Path path) throws IOException {
        return open(path, BStackOptions.defaults());
    }

    /**
     * Opens a file, or creates it; see {@link #open(Path)}.
     *
     * @param path the file
     * @param options sizes, and the means of access
     * @return the stack
     * @throws java.nio.file.NoSuchFileException if there is no such file, and the options say not to create one
     * @throws IOException as there
     */
    public static BStack open(Path path, BStackOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return opened(storage(path, options, false), options, false, null);
    }

    /**
     * Opens a file if its content is accepted; see {@link #open(Path)}. The check sees the content recovered in memory,
     * before anything is written, under the lock that the stack then keeps.
     *
     * @param path the file
     * @param options sizes, and the means of access
     * @param acceptance the check; called only if there is something to recover or a header to write, because the
     *     open of a closed file writes nothing
     * @return the stack
     * @throws IOException as there, and what {@code acceptance} throws; then the file is as it was
     */
    public static BStack open(Path path, BStackOptions options, Acceptance acceptance) throws IOException {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(acceptance, "acceptance");
        return opened(storage(path, options, false), options, false, acceptance);
    }

    /**
     * Opens a file for reading only; others may do so at the same time. A file that was not closed is recovered in
     * memory, and stays as it is.
     *
     * <p>Opens also a file of format 0.4 of the original that is at rest, which no other call opens.
     *
     * @param path the file
     * @return the stack; every change of it throws IllegalStateException
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException as for {@link #open(Path)}
     */
    public static BStack openReadOnly(Path path) throws IOException {
        return openReadOnly(path, BStackOptions.defaults());
    }

    /**
     * Opens a file for reading only; see {@link #openReadOnly(Path)}.
     *
     * @param path the file
     * @param options how it is accessed, and how long to wait for it if it is in use
     * @return the stack; every change of it throws IllegalStateException
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IOException as for {@link #open(Path)}
     */
    public static BStack openReadOnly(Path path, BStackOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return opened(storage(path, options, true), options, true, null);
    }

    /**
     * Opens a stack on any medium.
     *
     * @param storage the medium, which from now on belongs to the stack
     * @return the stack
     * @throws IOException as for {@link #open(Path)}; the storage has been closed
     */
    public static BStack open(Storage storage) throws IOException {
        return open(storage, BStackOptions.defaults());
    }

    /**
     * Opens a stack on any medium.
     *
     * @param storage the medium, which from now on belongs to the stack
     * @param options sizes
     * @return the stack
     * @throws IOException as for {@link #open(Path)}; the storage has been closed
     */
    public static BStack open(Storage storage, BStackOptions options) throws IOException {
        return opened(storage, options, false, null);
    }

    /**
     * Opens a stack on any medium for reading only; see {@link #openReadOnly(Path)}.
     *
     * @param storage the medium, which from now on belongs to the stack
     * @return the stack
     * @throws IOException as for {@link #open(Path)}; the storage has been closed
     */
    public static BStack openReadOnly(Storage storage) throws IOException {
        return opened(storage, BStackOptions.defaults(), true, null);
    }

    private static Storage storage(Path path, BStackOptions options, boolean readOnly) throws IOException {
        try {
            return StorageFiles.open(path, options, readOnly);
        } catch (BStackLockedException e) {
            Log.info(Log.CORE, "open failed: {}", e.getMessage());
            throw e;
        }
    }

    /** Opens a stack, or closes the storage, whatever is thrown. */
    private static BStack opened(
            Storage storage, BStackOptions options, boolean readOnly, @Nullable Acceptance acceptance)
            throws IOException {
        try {
            CallDepth.toOpen();
            if (acceptance != null) {
                checkAccepted(storage, acceptance);
            }
            return new BStack(
                    readOnly ? StackEngine.openReadOnly(storage, options) : StackEngine.open(storage, options));
        } catch (Throwable e) {
            try (storage) {
                Log.info(Log.CORE, "open failed: {}", e.getMessage());
                throw e;
            }
        }
    }

    private static void checkAccepted(Storage storage, Acceptance acceptance) throws IOException {
        if (!(RecoveryPlan.of(storage) instanceof RecoveryPlan.Keep)) {
            try (BStack found = openReadOnly(new BorrowedStorage(storage))) {
                acceptance.check(found);
            }
        }
    }

    /**
     * Leaves the file at rest, in format 0.1 and nothing else, and closes it. Waits for running operations. A second
     * close does nothing. A stack that has failed writes nothing more.
     *
     * @throws IllegalStateException inside a transaction
     * @throws IOException if that fails; the file is closed nevertheless, and the next open recovers it
     */
    @Override
    public void close() throws IOException {
        engine.close(Duration.ofSeconds(Long.MAX_VALUE));
    }

    /**
     * Closes the stack like {@link #close()}, unless a transaction body of any thread does not end in time.
     *
     * @param timeout how long to wait for a body; zero: not at all
     * @return whether the stack is closed; if not, it is as it was, and this method can be called again
     * @throws IllegalStateException inside a transaction
     * @throws IOException if closing fails; the file is closed nevertheless, and the next open recovers it
     */
    public boolean close(Duration timeout) throws IOException {
        return engine.close(timeout);
    }

    /**
     * Leaves the file at rest, in format 0.1 and nothing else, without closing it. The next write attaches the journal
     * again. On a stack that is open for reading only it does nothing.
     *
     * @throws IllegalStateException inside a transaction
     * @throws IOException if that fails
     */
    public void checkpoint() throws IOException {
        engine.checkpoint();
    }

    /**
     * {@return what this stack has done since it was opened, and how large it is}
     *
     * <p>It costs nothing that counts, waits for nothing, and may miss what happens at the same moment. It works on a
     * stack that has failed.
     *
     * @throws IllegalStateException if the stack is closed
     */
    public BStackStats stats() {
        return engine.stats();
    }

    /** {@return what the open found} */
    public RecoveryReport recovery() {
        return engine.report();
    }

    /** {@return the length in the header of a file at rest, compared with what the open found in the file} */
    public LengthAtRest lengthAtRest() {
        return new LengthAtRest(engine.settlement(), engine.report().length());
    }

    /**
     * Declares that the content is not accepted. {@link #close} then leaves a file that was found at rest as it was
     * found, even after an interrupted push or pop, unless the stack is changed. An allocator that does not accept a
     * payload calls it.
     */
    public void leaveAsFound() {
        engine.settlement().leave();
    }

    /** {@return a name for messages: the path where there is one} */
    public String name() {
        return engine.name();
    }

    /** {@return whether the stack is open for reading only, so that every change throws} */
    public boolean isReadOnly() {
        return engine.isReadOnly();
    }

    /**
     * {@return by what means the file is accessed: {@link BStackOptions.Access#NATIVE} or {@link
     * BStackOptions.Access#FILE_CHANNEL}; for a {@link Storage} that was handed in what that says}
     */
    public BStackOptions.Access access() {
        return engine.access();
    }

    /** {@return name, access, and whether it is open for reading only, for messages} */
    @Override
    public String toString() {
        return "BStack[%s, %s%s]".formatted(name(), access(), isReadOnly() ? ", read-only" : "");
    }

    // ---------------------------------------------------------------- reading

    /**
     * {@return the payload's length in bytes}
     *
     * @throws IOException if the stack has failed
     */
    public long length() throws IOException {
        return engine.view().length();
    }

    /**
     * {@return whether the payload is empty}
     *
     * @throws IOException if the stack has failed
     */
    public boolean isEmpty() throws IOException {
        return length() == 0;
    }

    /**
     * Reads from an offset to the end.
     *
     * @param offset from 0 to the length
     * @return the bytes
     * @throws IllegalArgumentException if they are too many for an array
     * @throws IOException if the medium fails
     */
    public byte[] peek(long offset) throws IOException {
        return engine.view().readTail(offset);
    }

    /**
     * Reads from an offset as many bytes as remain in a buffer.
     *
     * @param offset where to begin
     * @param dst where they go
     * @throws IOException if the medium fails
     */
    public void peekInto(long offset, ByteBuffer dst) throws IOException {
        getInto(offset, dst);
    }

    /**
     * Reads a range.
     *
     * @param start its start
     * @param end its end, exclusive
     * @return the bytes
     * @throws IllegalArgumentException if they are too many for an array
     * @throws IOException if the medium fails
     */
    public byte[] get(long start, long end) throws IOException {
        if (start < 0 || end < start || end - start > Short.MAX_VALUE) {
            // Throws before an array is made that would be larger than the payload.
            Ranges.check(name(), start, end, length());
            Ranges.arraySize(name(), start, end);
        }
        byte[] bytes = new byte[(int) (end - start)];
        engine.view().read(start, end, bytes);
        return bytes;
    }

    /**
     * Reads from an offset as many bytes as remain in a buffer.
     *
     * @param start where to begin
     * @param dst where they go
     * @throws IOException if the medium fails
     */
    public void getInto(long start, ByteBuffer dst) throws IOException {
        if (start < 0 || start > Long.MAX_VALUE - dst.remaining()) {
            throw Ranges.outside(name(), start, start + dst.remaining(), length());
        }
        if (dst.isReadOnly() && dst.hasRemaining()) {
            // Thrown here, because each medium would throw in its own way.
            throw new ReadOnlyBufferException();
        }
        engine.view().read(start, dst);
        dst.position(dst.limit());
    }

    /**
     * {@return the eight bytes at an offset as a little-endian number}
     *
     * @param offset where; they must end within the payload
     * @throws IOException if the medium fails
     */
    public long getLong(long offset) throws IOException {
        return number(offset, Long.BYTES).getLong();
    }

    /**
     * {@return the four bytes at an offset as a little-endian number}
     *
     * @param offset where; they must end within the payload
     * @throws IOException if the medium fails
     */
    public int getInt(long offset) throws IOException {
        return number(offset, Integer.BYTES).getInt();
    }

    private ByteBuffer number(long offset, int count) throws IOException {
        if (offset < 0 || offset > Long.MAX_VALUE - count) {
            throw Ranges.outside(name(), offset, offset + count, length());
        }
        byte[] bytes = new byte[count];
        engine.view().read(offset, offset + count, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    // ---------------------------------------------------------------- growing and shrinking

    /**
     * Appends bytes.
     *
     * @param data the bytes; none: nothing is done
     * @return the offset where they begin
     * @throws IOException if there is no space, or the medium fails
     */
    public long push(byte[] data) throws IOException {
        return push(ByteBuffer.wrap(data));
    }

    /**
     * Appends bytes.
     *
     * @param data the bytes; none: nothing is done
     * @return the offset where they begin
     * @throws IOException if there is no space, or the medium fails
     */
    public long push(ByteBuffer data) throws IOException {
        if (!data.hasRemaining()) {
            return length();
        }
        long[] offset = new long[1];
        consume(data, t -> {
            offset[0] = t.append(data);
            return null;
        });
        return offset[0];
    }

    /**
     * Appends zeros, in constant memory.
     *
     * @param n how many; 0: nothing is done
     * @return the offset where they begin
     * @throws IOException if there is no space, or the medium fails
     */
    public long extend(long n) throws IOException {
        checkCount(n);
        if (n == 0) {
            return length();
        }
        long[] offset = new long[1];
        engine.operate(t -> {
            offset[0] = t.extend(n);
            return null;
        });
        return offset[0];
    }

    /**
     * Removes bytes from the end.
     *
     * @param n how many, at most the length
     * @return the bytes
     * @throws IOException if the medium fails
     */
    public byte[] pop(int n) throws IOException {
        checkCount(n);
        if (n == 0) {
            length();
            return new byte[0];
        }
        return splice(n, new byte[0]);
    }

    /**
     * Removes from the end as many bytes as remain in a buffer.
     *
     * @param dst where they go
     * @throws IOException if the medium fails
     */
    public void popInto(ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            length();
            return;
        }
        consume(dst, t -> {
            long rest = t.lengthWithout(dst.remaining());
            t.read(rest, dst);
            t.truncate(rest);
            return null;
        });
    }

    /**
     * Removes bytes from the end.
     *
     * @param n how many, at most the length
     * @throws IOException if the medium fails
     */
    public void discard(long n) throws IOException {
        checkCount(n);
        if (n == 0) {
            length();
            return;
        }
        engine.operate(t -> {
            t.truncate(t.lengthWithout(n));
            return null;
        });
    }

    /**
     * Removes bytes from the end and appends others, as one.
     *
     * @param n how many to remove, at most the length
     * @param data what to append
     * @throws IOException if there is no space, or the medium fails
     */
    public void replaceTail(long n, byte[] data) throws IOException {
        checkCount(n);
        Objects.requireNonNull(data, "data");
        engine.operate(t -> {
            t.replaceTail(t.lengthWithout(n), ByteBuffer.wrap(data));
            return null;
        });
    }

    /**
     * Pops and pushes, as one.
     *
     * @param n how many bytes to remove, at most the length
     * @param data what to append
     * @return the removed bytes
     * @throws IllegalArgumentException if they are too many for an array
     * @throws IOException if there is no space, or the medium fails
     */
    public byte[] splice(long n, byte[] data) throws IOException {
        checkCount(n);
        Objects.requireNonNull(data, "data");
        return engine.operate(t -> {
            long rest = t.lengthWithout(n);
            byte[] removed = t.bytes(rest, t.length());
            t.replaceTail(rest, ByteBuffer.wrap(data));
            return removed;
        });
    }

    /**
     * Replaces bytes at the end with the result of a function.
     *
     * @param n how many, at most the length
     * @param f gets the bytes and returns their replacement, of any length; it must not use the stack
     * @throws IOException if there is no space, or the medium fails
     */
    public void updateTail(long n, UnaryOperator<byte[]> f) throws IOException {
        checkCount(n);
        Objects.requireNonNull(f, "f");
        engine.operate(t -> {
            long rest = t.lengthWithout(n);
            byte[] present = t.bytes(rest, t.length());
            byte[] update = t.callback(() -> f.apply(present));
            t.replaceTail(rest, ByteBuffer.wrap(Objects.requireNonNull(update, "the function's result")));
            return null;
        });
    }

    /**
     * Appends bytes if the length is the expected one.
     *
     * @param expectedLength the expected length
     * @param data the bytes
     * @return whether it was
     * @throws IOException if there is no space, or the medium fails
     */
    public boolean tryExtend(long expectedLength, byte[] data) throws IOException {
        Objects.requireNonNull(data, "data");
        return decide(t -> {
            t.checkWritable(t.length());
            if (t.length() != expectedLength) {
                return false;
            }
            t.append(ByteBuffer.wrap(data));
            return true;
        });
    }

    /**
     * Removes bytes from the end if the length is the expected one.
     *
     * @param expectedLength the expected length
     * @param n how many bytes, at most the length
     * @return whether it was
     * @throws IOException if the medium fails
     */
    public boolean tryDiscard(long expectedLength, long n) throws IOException {
        checkCount(n);
        return decide(t -> {
            t.checkWritable(t.length());
            if (t.length() != expectedLength) {
                return false;
            }
            long rest = t.lengthWithout(n);
            if (n > 0) {
                t.truncate(rest);
            }
            return true;
        });
    }

    // ---------------------------------------------------------------- overwriting

    /**
     * Overwrites bytes.
     *
     * @param offset where
     * @param data the bytes, which must end within the payload; none: nothing is done
     * @throws IOException if the medium fails
     */
    public void set(long offset, byte[] data) throws IOException {
        set(offset, ByteBuffer.wrap(data));
    }

    /**
     * Overwrites bytes.
     *
     * @param offset where
     * @param data the bytes, which must end within the payload; none: nothing is done
     * @throws IOException if the medium fails
     */
    public void set(long offset, ByteBuffer data) throws IOException {
        if (!data.hasRemaining()) {
            length();
            return;
        }
        consume(data, t -> {
            t.checkOverwrite(offset, data.remaining());
            t.write(offset, data);
            return null;
        });
    }

    /**
     * Overwrites bytes with zeros, in constant memory.
     *
     * @param offset where
     * @param n how many, which must end within the payload; 0: nothing is done
     * @throws IOException if the medium fails
     */
    public void zero(long offset, long n) throws IOException {
        checkCount(n);
        if (n == 0) {
            length();
            return;
        }
        engine.operate(t -> {
            t.checkOverwrite(offset, n);
            t.zero(offset, n);
            return null;
        });
    }

    /**
     * Overwrites bytes, and returns the old ones.
     *
     * @param offset where
     * @param data the bytes, which must end within the payload
     * @return the old bytes, as many as {@code data}
     * @throws IOException if the medium fails
     */
    public byte[] getAndSet(long offset, byte[] data) throws IOException {
        if (data.length == 0) {
            length();
            return new byte[0];
        }
        return engine.operate(t -> {
            t.checkOverwrite(offset, data.length);
            byte[] present = t.bytes(offset, offset + data.length);
            t.write(offset, ByteBuffer.wrap(data));
            return present;
        });
    }

    /**
     * Overwrites bytes if they are the expected ones.
     *
     * @param offset where
     * @param expected the bytes that must be there
     * @param update the new bytes; if their length differs from that of {@code expected}, nothing is done
     * @return whether the bytes were the expected ones, and of the update's length
     * @throws IOException if the medium fails
     */
    public boolean compareAndSet(long offset, byte[] expected, byte[] update) throws IOException {
        if (expected.length != update.length || expected.length == 0) {
            length();
            return expected.length == update.length;
        }
        return decide(t -> {
            t.checkOverwrite(offset, update.length);
            if (!Arrays.equals(t.bytes(offset, offset + expected.length), expected)) {
                return false;
            }
            t.write(offset, ByteBuffer.wrap(update));
            return true;
        });
    }

    /**
     * Changes a range with a function.
     *
     * @param start the range's start
     * @param end its end, exclusive
     * @param f gets the bytes and changes them in the array; it must not use the stack
     * @throws IOException if the medium fails
     */
    public void update(long start, long end, Consumer<byte[]> f) throws IOException {
        Objects.requireNonNull(f, "f");
        engine.operate(t -> {
            Ranges.check(name(), start, end, t.length());
            t.checkWritable(end > start ? start : t.length());
            byte[] bytes = t.bytes(start, end);
            t.callback(() -> {
                f.accept(bytes);
                return null;
            });
            if (bytes.length > 0) {
                t.write(start, ByteBuffer.wrap(bytes));
            }
            return null;
        });
    }

    // ---------------------------------------------------------------- the locked prefix

    /**
     * Makes a prefix of the payload immutable for this session. On a stack that is open for writing, a {@link #get} or
     * {@link #getInto} within it of less than 4 MiB then takes no lock of any kind.
     *
     * @param n its length in bytes, at least the present one and at most the payload's
     * @throws IllegalStateException inside a transaction
     * @throws IOException if the stack has failed
     */
    public void lockUpTo(long n) throws IOException {
        engine.transactions().lockUpTo(n);
    }

    /** {@return the length of the immutable prefix, 0 if there is none} */
    public long lockedLength() {
        return engine.transactions().lockedLength();
    }

    // ---------------------------------------------------------------- transactions

    /**
     * Runs a body as one transaction: all its operations become durable together, or none.
     *
     * <p>The body sees its own changes. Other threads do not see them before the transaction has committed, and their
     * changes wait. If the body throws, everything is rolled back and the exception is passed on. Inside another
     * transaction, the body joins that one. If it then throws, the outer one cannot commit any more, even if the
     * exception is caught. A single operation that throws before it has changed anything has no such effect.
     *
     * @param body the body
     * @param <T> its result
     * @return what the body returns
     * @throws IllegalStateException if a body inside this one threw, and this one went on; all is rolled back
     * @throws IOException what the body throws, or if there is no space, or the medium fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public <T extends @Nullable Object> T transact(TransactionBody<T> body) throws IOException {
        Objects.requireNonNull(body, "body");
        return engine.transactions().transact(body, false);
    }

    /**
     * Runs a body as one transaction; see {@link #transact(TransactionBody)}.
     *
     * @param body the body
     * @throws IOException as there
     */
    public void transact(TransactionRunnable body) throws IOException {
        Objects.requireNonNull(body, "body");
        engine.transactions()
                .transact(
                        () -> {
                            body.run();
                            return null;
                        },
                        false);
    }

    /**
     * Runs a body as one transaction, and returns before that is durable: for a thread that has more to do than to wait.
     *
     * <p>Later transactions of any thread see it. Plain reads see it when it is durable. Commits become durable in the
     * order of submission: with the next flush of anybody, when a thread awaits one, and at the latest about one flush
     * after the submission. For the last of these {@link BStackOptions#executor} names a thread. If the process dies
     * before, the transaction, and all that were submitted later, have not happened. Data that do not fit into memory
     * are durable when this returns, see {@link #transact(TransactionBody)}.
     *
     * <p>No more than {@link BStackOptions#maxSubmitted} commits are outstanding; beyond that, this waits for some of
     * them. {@link #close()} waits for all.
     *
     * @param body the body; if it throws, nothing has happened, and this throws the same
     * @param <T> its result
     * @return the commit
     * @throws IllegalStateException inside a transaction or a view
     * @throws IOException what the body throws, or if there is no space, or the medium fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public <T extends @Nullable Object> Commit<T> submit(TransactionBody<T> body) throws IOException {
        Objects.requireNonNull(body, "body");
        return engine.submit(body);
    }

    /**
     * Runs a body that reads many places of the payload as they are at one moment, between two commits.
     *
     * <p>It takes no lock, and waits for no flush, no transaction, and no other view. Each read is checked before its
     * bytes are handed out. If a commit has come in between, the body runs again, and what the overtaken run has made
     * of it, result or exception, is discarded. So the body must have no effects but its result. A view that has run
     * four times in vain holds back the application of commits while it runs again: they become durable, but their
     * threads wait. So the body must not wait for a commit, and should be short.
     *
     * <p>Inside a transaction the body reads what that has made of the payload, and is a part of it.
     *
     * @param body the body; a change, or a transaction, inside it is an IllegalStateException
     * @param <T> its result
     * @return what the body returns
     * @throws IOException what the body throws, or if the medium fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public <T extends @Nullable Object> T view(TransactionBody<T> body) throws IOException {
        Objects.requireNonNull(body, "body");
        return engine.transactions().view(body);
    }

    /**
     * Runs a body as one operation of a layer above, for example an allocator: a transaction of its own, or a part of
     * the running one.
     *
     * <p>In contrast to {@link #transact(TransactionBody)}, a body that throws before it has changed the payload leaves
     * the enclosing transaction usable, whatever it throws. The actions that the body has registered with
     * {@link #onRollback} then run at once. A body that throws after a change rolls back everything.
     *
     * @param body the operation
     * @param <T> its result
     * @return what the body returns
     * @throws IllegalStateException if the enclosing transaction cannot commit any more
     * @throws IOException what the body throws, or if there is no space, or the medium fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public <T extends @Nullable Object> T operate(TransactionBody<T> body) throws IOException {
        Objects.requireNonNull(body, "body");
        return engine.transactions().operate(() -> {}, body);
    }

    /**
     * Runs a body as one operation of a layer above, see {@link #operate(TransactionBody)}, if that layer may still use the
     * stack by the time that its turn comes.
     *
     * @param check runs first, under the writer lock; throws if the layer may not
     * @param body the operation
     * @param <T> its result
     * @return what the body returns
     * @throws IllegalStateException if the enclosing transaction cannot commit any more
     * @throws IOException what the body throws, or if there is no space, or the medium fails
     */
    @SuppressWarnings("exports") // a user needs no JSpecify
    public <T extends @Nullable Object> T operate(Runnable check, TransactionBody<T> body) throws IOException {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(body, "body");
        return engine.transactions().operate(check, body);
    }

    /**
     * Runs a body as one transaction in which a layer above, for example an allocator, mends the payload at its open.
     * On a stack that is open for reading only, its changes stay in memory, visible to this session alone. Otherwise
     * this is {@link #transact(TransactionRunnable)}.
     *
     * @param body the body
     * @throws IOException as there
     */
    public void mend(TransactionRunnable body) throws IOException {
        Objects.requireNonNull(body, "body");
        engine.transactions()
                .transact(
                        () -> {
                            body.run();
                            return null;
                        },
                        true);
    }

    /** {@return whether the calling thread is inside a transaction of this stack} */
    public boolean inTransaction() {
        return engine.transactions().isMine();
    }

    /**
     * Registers an action that undoes a change in memory if the running transaction is rolled back. Actions run in
     * reverse order, under the writer lock, and must not use the stack.
     *
     * @param undo the action
     * @throws IllegalStateException outside a transaction
     */
    public void onRollback(Runnable undo) {
        engine.transactions().onRollback(Objects.requireNonNull(undo, "undo"));
    }

    /**
     * Counts a change of the running transaction that a layer above keeps in memory for now, and registers what writes it
     * to the payload. That runs as a part of the transaction when its body has ended, before it commits. What it throws
     * rolls the transaction back. An action that is registered already is not registered again, but counted: an operation
     * that throws after this call has changed something.
     *
     * <p>The layer sees to it that reads of the same transaction find what is in memory, and registers with
     * {@link #onRollback} what forgets it.
     *
     * @param write writes what was changed
     * @throws IllegalStateException outside a transaction, and where nothing can be changed
     */
    public void beforeCommit(TransactionRunnable write) {
        engine.transactions().beforeCommit(Objects.requireNonNull(write, "write"));
    }

    /**
     * Registers an action to be run once the running transaction is durable and visible: on the thread that waits for it
     * or, if it was {@link #submit submitted} and nobody waits, on the executor. Actions run in the order of
     * registration, outside of the transaction. What one throws is logged. If the transaction is rolled back, or the
     * operation inside it that has registered the action, it is never run.
     *
     * @param action the action
     * @throws IllegalStateException outside a transaction
     */
    public void onCommit(Runnable action) {
        engine.transactions().onCommit(Objects.requireNonNull(action, "action"));
    }

    // ---------------------------------------------------------------- snapshots, and following

    /**
     * Writes a copy of this stack as it is between two commits, while reads and commits go on: a file at rest, durable
     * when this returns. It opens like any other, with its allocator if it is a heap. No commit waits for the copy.
     *
     * <p>Until it is complete the file has another name, {@code .bstack-N.tmp} in the same directory. If this throws,
     * neither is left; if the process dies, that one may be. It gets the permissions of this stack's file, as far as the
     * process's mask allows.
     *
     * <p>{@link Snapshot#sequence} is where {@link #follow} goes on. The frames after it are kept for a minute for this,
     * or until they take more than {@link BStackOptions#followMemory}. A stack that is open for reading only is copied as
     * it is shown.
     *
     * @param target the file, which must not exist
     * @return what was made
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     * @throws IllegalStateException inside a transaction or a view
     * @throws IOException if the file system fails, this stack fails or has failed, or its commits change more than can
     *     be written meanwhile
     */
    public Snapshot snapshotTo(Path target) throws IOException {
        return snapshotTo(target, (done, total) -> {});
    }

    /**
     * Writes a copy of this stack to a file, see {@link #snapshotTo(Path)}.
     *
     * @param target the file, which must not exist
     * @param progress is told how far it has come, by this thread
     * @return what was made
     * @throws IOException as there, and what {@code progress} throws
     */
    public Snapshot snapshotTo(Path target, CopyProgress progress) throws IOException {
        Objects.requireNonNull(progress, "progress");
        engine.transactions().checkMayWait("snapshotTo");
        try (NewFile file = NewFile.create(target, sourcePath(target))) {
            Snapshot made = engine.snapshotTo(file, progress);
            file.complete();
            return made;
        }
    }

    /** {@return the file of this stack, or, if it may have none, another} */
    private Path sourcePath(Path other) {
        try {
            return Path.of(name());
        } catch (InvalidPathException e) {
            return other;
        }
    }

    /**
     * Writes a copy of this stack to any medium, see {@link #snapshotTo(Path)}. If this throws, the medium is no stack.
     *
     * @param target the medium, which must be empty; it is not closed
     * @param progress is told how far it has come, by this thread
     * @return what was made
     * @throws IllegalArgumentException if the medium is not empty
     * @throws IOException as there, and what {@code progress} throws
     */
    public Snapshot snapshotTo(Storage target, CopyProgress progress) throws IOException {
        Objects.requireNonNull(progress, "progress");
        if (target.size() != 0) {
            throw new IllegalArgumentException(
                    "%s has %d bytes: a snapshot needs an empty medium".formatted(target.name(), target.size()));
        }
        return engine.snapshotTo(target, progress);
    }

    /**
     * {@return the number of the last frame that is visible: 0 until the first commit after the open} Commits that share
     * a flush share a frame.
     *
     * @throws IOException if the stack has failed
     */
    public long sequence() throws IOException {
        return engine.sequence();
    }

    /**
     * Hands every frame after a given one to a listener: durable, in order, each once, those of large data too. A thread
     * of its own calls the listener. No commit waits for it, and nothing that it throws concerns a commit.
     *
     * <p>Numbers are those of {@link #sequence} and {@link Snapshot#sequence}; they begin anew with each open. Following
     * from the number of a snapshot, with what that says about time and memory, misses nothing and has nothing twice.
     * Frames before that are in nobody's memory: a listener that wants them is told that it has lost its place, see
     * {@link CommitListener#lostPlace}.
     *
     * @param from the number of the last frame that is not wanted
     * @param listener is told
     * @return what ends it when it is closed; the listener is not called any more when its {@code close} returns
     * @throws IllegalArgumentException if there has been no such frame
     * @throws IllegalStateException inside a transaction or a view, and on a stack that is open for reading only
     * @throws IOException if the stack has failed
     */
    public Closeable follow(long from, CommitListener listener) throws IOException {
        return engine.follow(from, Objects.requireNonNull(listener, "listener"));
    }

    // ---------------------------------------------------------------- channels and streams

    /** {@return a channel that reads the payload; after its end is end of file} */
    public SeekableByteChannel channel() {
        return new PayloadChannel(new Access());
    }

    /**
     * {@return a stream that reads the payload; after its end is end of file}
     *
     * @param offset where it begins, not negative
     */
    public InputStream inputStream(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset %d is before the start".formatted(offset));
        }
        return new PayloadInputStream(new Access(), offset);
    }

    /** {@return a stream each write to which is one push; flushing it does nothing} */
    public OutputStream outputStream() {
        return new PayloadOutputStream(new Access());
    }

    /** Runs an operation on all the remaining bytes of a buffer; its position advances if the operation succeeds. */
    private void consume(ByteBuffer buffer, Operation<@Nullable Void> operation) throws IOException {
        int position = buffer.position();
        boolean done = false;
        try {
            // The position moves before the commit: what follows that must not be able to fail.
            engine.operate(t -> {
                operation.run(t);
                buffer.position(buffer.limit());
                return null;
            });
            done = true;
        } finally {
            if (!done) {
                buffer.position(position);
            }
        }
    }

    /** Runs an operation that returns yes or no. */
    @SuppressWarnings("BoxedPrimitiveEquality") // to unbox is a call, and after the commit none may fail
    private boolean decide(Operation<Boolean> question) throws IOException {
        return engine.operate(question) == Boolean.TRUE;
    }

    private static void checkCount(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("%d is not a number of bytes".formatted(n));
        }
    }

    /** What channels and streams use of this stack. */
    private final class Access implements PayloadAccess {
        @Override
        public long length() throws IOException {
            return BStack.this.length();
        }

        @Override
        public void getInto(long start, ByteBuffer dst) throws IOException {
            BStack.this.getInto(start, dst);
        }

        @Override
        public long push(ByteBuffer data) throws IOException {
            return BStack.this.push(data);
        }
    }
}
