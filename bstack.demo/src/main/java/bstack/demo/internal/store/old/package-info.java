/**
 * Stores of the layout before the collections, which are read, and taken apart when they are converted. Nothing here
 * writes one.
 *
 * <p>{@link bstack.demo.internal.store.old.OldStore} is the way in. Its root is a catalog
 * ({@link bstack.demo.internal.store.old.OldCatalog}), its index a B+ tree of pages
 * ({@link bstack.demo.internal.store.old.OldPage}) with an entry ({@link bstack.demo.internal.store.old.OldEntry}) for each
 * object, whose value is in a slice of its own.
 */
package bstack.demo.internal.store.old;
