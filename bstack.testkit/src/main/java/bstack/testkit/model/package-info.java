/** The reference model of a stack, reproducible bytes to write, and what opens an allocator under test. */
@NullMarked
package bstack.testkit.model;

import org.jspecify.annotations.NullMarked;
