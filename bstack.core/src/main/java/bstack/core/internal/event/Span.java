package bstack.core.internal.event;

/** Something that is being measured. */
@FunctionalInterface
public interface Span {
    /** Nothing is recorded. */
    Span NONE = (file, first, second) -> {};

    /**
     * Records it; what the values are is said by {@link Events}. Never throws, but where the stack has no room for the
     * call.
     *
     * @param file the stack's name
     */
    void finish(String file, long first, long second);
}
