/** Seeded workloads on a stack or an allocator, the model that goes with them, and how much of them is done. */
package bstack.testkit.internal.workload;
