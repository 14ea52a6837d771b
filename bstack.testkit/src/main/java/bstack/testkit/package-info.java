/**
 * What tests of stacks, storages and allocators share.
 *
 * <p>{@link bstack.testkit.ReferenceTrace} and {@link bstack.testkit.CrashImages} hold another implementation's
 * recordings against this one. {@link bstack.testkit.CrashCampaign} searches a simulated disk,
 * {@link bstack.testkit.CrashingStorage}, for crashes that break a promise; {@link bstack.testkit.FailureCampaign}
 * fails every call once; {@link bstack.testkit.KillCampaign} kills real processes. An allocator gets all three by
 * extending {@link bstack.testkit.AllocatorCrashContract}. docs/crash-testing.md of the project tells what is assumed
 * and what is checked.
 */
package bstack.testkit;
