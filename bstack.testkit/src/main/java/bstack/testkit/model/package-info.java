/** The reference model of a stack, and reproducible bytes to write. */
package bstack.testkit.model;
