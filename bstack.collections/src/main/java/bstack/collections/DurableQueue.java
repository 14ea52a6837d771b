package bstack.collections;

import bstack.spi.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue in a heap, first in, first out, found again by its name. It has no bound but the disk's.
 *
 * <p>There are two ways to take an element:
 *
 * <ul>
 *   <li>{@link #poll()} removes it, as one transaction or as part of the caller's;
 *   <li>{@link #claim} leases it to the caller, who works on it and then removes it by {@link Claim#complete()}. It is
 *       passed over by everybody else meanwhile, and is there again if the process dies first.
 * </ul>
 *
 * <p>Claims are kept in memory, by all objects for the same queue together. When the file is opened again, nothing is
 * claimed. A transaction that is rolled back takes back its claims, completions and releases too.
 *
 * <p>Each method that changes the queue is one transaction, durable when it returns, or part of the caller's transaction.
 * {@link #claim} changes nothing in the file, so it waits for no flush. Elements are in the order in which the
 * transactions that add them commit. All methods are thread-safe, except for those of a cursor. The package's description
 * lists what they throw. This interface is not for implementation by users: it may grow.
 *
 * @param <E> the elements
 */
@SuppressWarnings("exports") // a user needs no JSpecify
public interface DurableQueue<E> {

    /** {@return the name in the heap} */
    String name();

    /**
     * Adds an element at the end.
     *
     * @param element the element
     * @throws IOException if the stack fails, the disk is full, or what is read is damaged
     */
    void add(E element) throws IOException;

    /**
     * Removes the first element that is not claimed.
     *
     * @return the element, or null if there is none
     * @throws IOException if the stack fails, or what is read is damaged
     */
    @Nullable
    E poll() throws IOException;

    /**
     * {@return the first element that is not claimed, or null if there is none}
     *
     * <p>As every read, it shows what is durable: what another transaction has polled is still there until that commits.
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    @Nullable
    E peek() throws IOException;

    /**
     * {@return how many elements there are, those that are claimed included}
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    long size() throws IOException;

    /**
     * {@return whether there are no elements, not even claimed ones}
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    default boolean isEmpty() throws IOException {
        return size() == 0;
    }

    /**
     * Leases the first element that is not claimed.
     *
     * <p>Inside a transaction the claim is part of it: a rollback takes it back. Inside a view, which may run its body
     * again, it must not be called.
     *
     * <p>Outside of a transaction it waits for no flush, so it sees no element before it is durable. While a transaction
     * removes the only element and adds another, it may find neither, and returns null.
     *
     * @param lease how long the element is passed over by others, more than zero
     * @return the claim, or null if there is no element that is not claimed
     * @throws IllegalArgumentException if the lease is zero or negative
     * @throws IOException if the stack fails, or what is read is damaged
     */
    @Nullable
    Claim<E> claim(Duration lease) throws IOException;

    /**
     * Removes all elements, claimed ones included; completing these then throws {@link ClaimLostException}.
     *
     * @throws IOException if the stack fails, or what is read is damaged
     */
    void clear() throws IOException;

    /**
     * {@return a cursor over the elements from the first to the last, claimed ones included}
     *
     * <p>The keys are numbers that grow from element to element. {@link Cursor#remove()} does not remove an element that
     * is claimed, and returns false.
     *
     * @throws IOException if the stack fails
     */
    Cursor<Long, E> cursor() throws IOException;

    /**
     * {@return this queue as one of {@code java.util.concurrent}}
     *
     * <p>The view holds nothing. Its iterators and its size include claimed elements, and nothing that it does removes
     * one. An {@link IOException} is thrown as an {@link java.io.UncheckedIOException}.
     *
     * <p>{@code take} and {@code poll} with a time wait until an element is there for them: one that is added by a commit
     * of this process, or whose claim ends. An interrupt ends the wait. The queue has no bound, so {@code put} and
     * {@code offer} never wait for room. These four methods with a wait in their contract throw
     * {@link IllegalStateException} inside a transaction of the stack.
     */
    BlockingQueue<E> asBlockingQueue();

    /**
     * {@return what is unsound in this queue, the first 1,000 findings if there are more; empty if nothing is}
     *
     * <p>Every page and every element is read. Nothing is changed.
     *
     * @throws IOException if the stack fails
     */
    List<Finding> verify() throws IOException;

    /**
     * Tells a listener what is unsound in this queue, as it is found, in bounded memory. Nothing is changed, and no commit
     * is disturbed, however long the queue is.
     *
     * @param listener is told of each part that is unsound, with the numbers of elements that are out of reach, as keys
     * @throws IOException if the stack fails, or the listener throws one
     */
    void verify(DamageListener listener) throws IOException;

    /**
     * Calls a visitor for each element that is sound, although others may be damaged.
     *
     * @param visitor what to do with the elements and their numbers
     * @return what is unsound, as {@link #verify()} returns it, and what the codec refuses
     * @throws IOException if the stack fails, or the visitor throws one
     */
    List<Finding> salvage(EntryVisitor<? super Long, ? super E> visitor) throws IOException;

    /**
     * Calls a visitor for each element that is sound, and tells a listener what is not, in bounded memory, by turns and in
     * the order of elements.
     *
     * @param visitor what to do with the elements and their numbers
     * @param listener is told of each part that is unsound, with the numbers of elements that are out of reach, as keys
     * @throws IOException if the stack fails, or the visitor or the listener throws one
     */
    void salvage(EntryVisitor<? super Long, ? super E> visitor, DamageListener listener) throws IOException;
}
