/** The campaign in which each call fails in turn, on a simulated disk and on a real file. */
package bstack.testkit.internal.failure;
