/** Durable queues behind one interface. */
package bstack.bench.contender.queue;
