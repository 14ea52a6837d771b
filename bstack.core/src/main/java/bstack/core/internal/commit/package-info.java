/** From a write set to bytes that are durable and visible: group commit, and what readers see. */
package bstack.core.internal.commit;
