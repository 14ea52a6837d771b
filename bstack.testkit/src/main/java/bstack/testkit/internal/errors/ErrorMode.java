package bstack.testkit.internal.errors;

import bstack.core.BStackNoSpaceException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** What is thrown, where, and how often. */
enum ErrorMode {
    /** An OutOfMemoryError, once. */
    MEMORY_ONCE(EnumSet.allOf(SiteKind.class), false, InjectedMemoryError::new),
    /** An OutOfMemoryError, and again at each site that follows, until the call has ended. */
    MEMORY_LASTING(EnumSet.allOf(SiteKind.class), true, InjectedMemoryError::new),
    /** A StackOverflowError out of a call of something foreign, once; {@link DepthCampaign} has real ones. */
    STACK_ONCE(
            EnumSet.of(SiteKind.BEFORE, SiteKind.AFTER, SiteKind.STORAGE_BEFORE, SiteKind.STORAGE_AFTER),
            false,
            InjectedStackError::new),
    /** An exception that a storage should not throw, out of one of its calls. */
    STORAGE_ONCE(
            EnumSet.of(SiteKind.STORAGE_BEFORE, SiteKind.STORAGE_AFTER),
            false,
            () -> new IllegalArgumentException("injected")),
    /** One that would mean that nothing has changed if it came out of a reservation, out of any call of a storage. */
    STORAGE_FULL(
            EnumSet.of(SiteKind.STORAGE_BEFORE, SiteKind.STORAGE_AFTER),
            false,
            () -> new BStackNoSpaceException("injected", 0, new IOException("injected")));

    private final Set<SiteKind> kinds;
    private final boolean lasting;
    private final Supplier<Throwable> made;

    ErrorMode(Set<SiteKind> kinds, boolean lasting, Supplier<Throwable> made) {
        this.kinds = kinds;
        this.lasting = lasting;
        this.made = made;
    }

    /** {@return something new to throw; made while nothing is armed} */
    Throwable error() {
        return made.get();
    }

    boolean lasts() {
        return lasting;
    }

    /** {@return whether it may be thrown at a site} */
    boolean concerns(int site) {
        return kinds.contains(SiteKind.of(site));
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
