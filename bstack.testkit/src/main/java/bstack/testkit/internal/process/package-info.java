/** Other JVMs, strace, and threads that are waited for. */
package bstack.testkit.internal.process;
