/** The reference model of a stack, reproducible bytes to write, and what opens an allocator under test. */
package bstack.testkit.model;
