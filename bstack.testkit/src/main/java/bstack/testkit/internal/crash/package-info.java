/** The search for crashes of a simulated disk that break a promise: by chance, and in every short sequence of operations. */
package bstack.testkit.internal.crash;
