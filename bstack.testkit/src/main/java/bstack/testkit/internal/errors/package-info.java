/**
 * Errors in the process: an agent that throws at any place where a class may run out of memory or stack, and a campaign
 * that tries them all.
 */
package bstack.testkit.internal.errors;
