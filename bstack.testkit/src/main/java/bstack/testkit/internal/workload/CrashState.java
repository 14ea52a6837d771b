package bstack.testkit.internal.workload;

import org.jspecify.annotations.Nullable;

/**
 * A state that the stack may be found in after a crash.
 *
 * @param payload its payload, byte for byte
 * @param detail what the workload knows besides, for its own check; may be null
 */
public record CrashState(byte[] payload, @Nullable Object detail) {}
