package bstack.core.internal.transaction;

/** Passes on what a body threw as it is, checked or not: a body declares what it throws, the compiler has seen it. */
final class Thrown {
    private Thrown() {}

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> E asIs(Throwable t) throws E {
        throw (E) t;
    }
}
