/** The commands that show a heap: its figures, and its picture. */
package bstack.demo.internal.cli.heap;
