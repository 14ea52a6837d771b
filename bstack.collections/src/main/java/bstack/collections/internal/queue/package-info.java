/**
 * A queue is a tree whose keys are numbers that grow. Who has claimed what is kept in memory, by one table for all objects
 * of the same queue.
 */
package bstack.collections.internal.queue;
