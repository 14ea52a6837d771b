/** Operations and transactions: what they see and change, and how they are run, one at a time under the writer lock. */
package bstack.core.internal.transaction;
