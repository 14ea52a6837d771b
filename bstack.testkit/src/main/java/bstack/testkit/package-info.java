/**
 * The contracts: what every storage, every allocator and every fuzz target must do, as tests to extend by one method.
 *
 * <p>{@link bstack.testkit.StorageContract} tests a storage. {@link bstack.testkit.AllocatorContract} tests an allocator
 * while nothing fails, {@link bstack.testkit.AllocatorErrorContract} one that runs out of memory, and
 * {@link bstack.testkit.AllocatorFuzzContract} one that opens any bytes. {@link bstack.testkit.AllocatorCrashContract}
 * searches a simulated disk for crashes that break a promise, makes each call fail, kills processes, fills file systems
 * and throws errors in the process. {@link bstack.testkit.DamageCampaign} opens damaged files.
 *
 * <p>The storages to test with are in {@link bstack.testkit.storage}, the reference model in {@link bstack.testkit.model}.
 * {@link bstack.testkit.replay} compares with recordings of another implementation. docs/testing/model.md of the project
 * says what is assumed and what is checked.
 */
@NullMarked
package bstack.testkit;

import org.jspecify.annotations.NullMarked;
