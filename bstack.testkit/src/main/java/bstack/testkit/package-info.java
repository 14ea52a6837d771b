/**
 * What tests of stacks, storages and allocators share.
 *
 * <p>{@link bstack.testkit.ReferenceTrace} and {@link bstack.testkit.CrashImages} hold another implementation's
 * recordings against this one.
 */
package bstack.testkit;
