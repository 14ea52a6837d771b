package bstack.testkit.internal.errors;

/** What is thrown, where, and how often. */
enum ErrorMode {
    /** An OutOfMemoryError, once. */
    MEMORY_ONCE(true, false),
    /** An OutOfMemoryError, and again at each site that follows, until the call has ended. */
    MEMORY_LASTING(true, true),
    /** A StackOverflowError out of a call of something foreign, once; StackDepths has real ones. */
    STACK_ONCE(false, false);

    private final boolean memory;
    private final boolean lasting;

    ErrorMode(boolean memory, boolean lasting) {
        this.memory = memory;
        this.lasting = lasting;
    }

    /** {@return a new error; made while nothing is armed} */
    Error error() {
        return memory ? new InjectedMemoryError() : new InjectedStackError();
    }

    boolean lasts() {
        return lasting;
    }

    /** {@return whether it may be thrown at a site: memory is wanted where something may be allocated, stack by calls} */
    boolean concerns(int site) {
        SiteKind kind = SiteKind.of(site);
        return memory || kind == SiteKind.BEFORE || kind == SiteKind.AFTER;
    }

    /** What the agent throws where memory is wanted. */
    static final class InjectedMemoryError extends OutOfMemoryError {
        private static final long serialVersionUID = 1L;

        private InjectedMemoryError() {
            super("injected");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** What the agent throws where stack is wanted. */
    static final class InjectedStackError extends StackOverflowError {
        private static final long serialVersionUID = 1L;

        private InjectedStackError() {
            super("injected");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
