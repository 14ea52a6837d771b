/** The runs of a fuzzer, and what must come of any payload that is opened as a heap. */
package bstack.testkit.internal.fuzz;
