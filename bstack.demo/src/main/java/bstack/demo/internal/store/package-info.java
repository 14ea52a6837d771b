/**
 * The object store: keys and values in one heap file, over any allocator that leaves 16 bytes to its user.
 *
 * <p>{@link bstack.demo.internal.store.ObjectStore} is the way in. Below it, from the heap upwards:
 * {@link bstack.demo.internal.store.Catalog} is the root object, {@link bstack.demo.internal.store.Page} and
 * {@link bstack.demo.internal.store.PageFile} are the pages of a B+ tree,
 * {@link bstack.demo.internal.store.IndexReader} and {@link bstack.demo.internal.store.IndexWriter} the tree itself,
 * {@link bstack.demo.internal.store.EntryLayout} what a leaf says of an object, and
 * {@link bstack.demo.internal.store.StoreCheck} reads all of it and reports what is not as it should be.
 *
 * <p>Nothing here knows how an allocator works, and nothing here keeps state between two operations: what an operation
 * needs it reads in its transaction. So a transaction that rolls back leaves nothing to undo, and the store is as
 * thread-safe as the stack.
 */
package bstack.demo.internal.store;
