/** Upkeep of a heap of structures: what nothing reaches, and moving what is live towards the front. */
package bstack.collections.internal.upkeep;
