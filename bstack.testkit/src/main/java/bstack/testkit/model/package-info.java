/** The reference model of a stack, and reproducible bytes to write. */
@NullMarked
package bstack.testkit.model;

import org.jspecify.annotations.NullMarked;
