/**
 * The object store: keys and values in one heap file, over any allocator that leaves 16 bytes to its user.
 *
 * <p>{@link bstack.demo.internal.store.ObjectStore} is the way in. A store is two maps of {@code bstack.collections}
 * ({@link bstack.demo.internal.store.StoreMaps}): one from keys to what is known of an object
 * ({@link bstack.demo.internal.store.ObjectRecord}), with the value itself if it is small; one from the number of a value
 * and of a part of it to the bytes ({@link bstack.demo.internal.store.ValueParts}).
 * {@link bstack.demo.internal.store.StoreCheck} reads all of it and reports what is not as it should be.
 *
 * <p>Stores of the layout before that are read by {@link bstack.demo.internal.store.old}. The first change converts them
 * ({@link bstack.demo.internal.store.Conversion}).
 *
 * <p>Nothing here knows how an allocator works, and nothing here keeps state between two operations that a rollback would
 * have to undo: what an operation needs it reads in its transaction. So the store is as thread-safe as the stack.
 */
package bstack.demo.internal.store;
