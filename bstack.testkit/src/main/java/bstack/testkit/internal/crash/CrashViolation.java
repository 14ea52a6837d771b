package bstack.testkit.internal.crash;

/** A state that the stack must not be found in; its message says how to reproduce it. */
final class CrashViolation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient Trail trail;

    CrashViolation(String what, Trail trail, Throwable cause) {
        super(what, cause);
        this.trail = trail;
    }

    Trail trail() {
        return trail;
    }
}
