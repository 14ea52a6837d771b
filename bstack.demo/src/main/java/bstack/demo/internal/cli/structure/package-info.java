/** The commands that use named structures of a heap: maps and queues of bstack.collections. */
package bstack.demo.internal.cli.structure;
