/** The redo journal inside the file: its place, its frames, its checkpoints. docs/format.md has the rules. */
package bstack.core.internal.journal;
