/**
 * Maps and queues in a heap, found again by their names.
 *
 * <p>{@link bstack.collections.DurableMap} is a sorted map, {@link bstack.collections.DurableQueue} a queue whose
 * elements can be claimed before they are removed. A {@link bstack.collections.Codec} makes bytes of keys, values and
 * elements, and the order of these bytes is the order of keys.
 *
 * <p>Each change is one transaction of the stack that holds the heap, or part of the caller's: changes of several
 * structures, of slices, and of bytes of the stack within one {@link bstack.core.BStack#transact} commit together or not
 * at all. Reads of one call are of one committed state; many reads are, within one {@link bstack.core.BStack#view}.
 *
 * <p>All methods that use the file throw
 *
 * <ul>
 *   <li>{@link java.io.IOException} if the stack fails, and {@link bstack.collections.DamagedStructureException} for
 *       damage;
 *   <li>{@link NullPointerException} for null: no key, value or element is null;
 *   <li>{@link IllegalArgumentException} for a key that is too long, and for a value that its codec refuses;
 *   <li>{@link IllegalStateException} for a structure that has been dropped, a stack that is closed, and for a change
 *       of a stack that is open for reading only.
 * </ul>
 *
 * <p>A call that throws one of these has changed nothing. Where there is nothing to return, methods return null.
 */
@NullMarked
package bstack.collections;

import org.jspecify.annotations.NullMarked;
