/** The campaign that kills real processes. */
package bstack.testkit.internal.kill;
