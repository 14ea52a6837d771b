/** Stores that keep their entries in the order of their keys, behind one interface. */
package bstack.bench.contender.sorted;
