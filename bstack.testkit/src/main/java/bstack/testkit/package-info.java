/**
 * What tests of stacks, storages and allocators share.
 *
 * <p>{@link bstack.testkit.ReferenceTrace} and {@link bstack.testkit.CrashImages} hold another implementation's
 * recordings against this one. {@link bstack.testkit.CrashCampaign} searches a simulated disk,
 * {@link bstack.testkit.CrashingStorage}, for crashes that break a promise, {@link bstack.testkit.SequenceCampaign} in
 * every sequence of up to three operations; {@link bstack.testkit.FailureCampaign} fails every call, on the simulated
 * disk and on a file; {@link bstack.testkit.KillCampaign} kills real processes; {@link bstack.testkit.FullDiskCampaign}
 * fills a {@link bstack.testkit.SmallFileSystem}. An allocator gets all of these by extending
 * {@link bstack.testkit.AllocatorCrashContract}.
 *
 * <p>{@link bstack.testkit.AllocatorContract} and {@link bstack.testkit.StorageContract} hold the tests that need no
 * crash; {@link bstack.testkit.RecordingStorage} counts calls, {@link bstack.testkit.FaultyStorage} makes them fail.
 * docs/crash-testing.md of the project tells what is assumed
 * and what is checked.
 */
package bstack.testkit;
