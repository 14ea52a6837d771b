/** A chain of backups: written, read, checked, merged. */
package bstack.backup.internal.chain;
