package bstack.testkit.internal.failure;

import bstack.core.BStack;
import bstack.core.Storage;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.storage.FaultyStorage;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A medium on which a call has been made to fail, as a {@link FailureCase} sees it. */
interface FailingMedium {
    /** {@return a stack on it} */
    BStack open() throws IOException;

    /** {@return the kinds of calls of which one has failed so far, in a way that the stack must notice} */
    Set<StorageCall> failed() throws IOException;

    /** {@return how many calls there have been that change, flush or reserve something, or try to} */
    long calls() throws IOException;

    /** {@return the calls that a reservation may consist of, which fails without any change} */
    default Set<StorageCall> reserving() {
        return Set.of(StorageCall.RESERVE);
    }

    /** {@return the calls for which an operation may be refused without any change} */
    default Set<StorageCall> refusing() {
        return reserving();
    }

    /** {@return whether a reservation that fails is told to have found no space} */
    default boolean wantsSpace() {
        return true;
    }

    /** {@return whether failing calls throw what no medium should throw} */
    default boolean throwsAnything() {
        return false;
    }

    /** {@return whether it has been closed as often as it was opened, if that can be told} */
    default boolean isGivenBack() {
        return true;
    }

    /** Lets all calls succeed from now on. */
    void heal() throws IOException;

    /**
     * {@return a storage as such a medium}
     *
     * @param thrown makes what is thrown in the place of an injected fault
     */
    static FailingMedium of(FaultyStorage storage, Optional<Supplier<? extends Throwable>> thrown) {
        Storage medium = thrown.map(kind -> throwing(storage, kind)).orElse(storage);
        return new FailingMedium() {
            private int openings;

            @Override
            public BStack open() throws IOException {
                openings++;
                return BStack.open(medium, KillCampaign.OPTIONS);
            }

            @Override
            public boolean throwsAnything() {
                return thrown.isPresent();
            }

            @Override
            public boolean isGivenBack() {
                return storage.calls(StorageCall.CLOSE) == openings;
            }

            @Override
            public Set<StorageCall> failed() {
                return storage.failed();
            }

            @Override
            public long calls() {
                return storage.calls();
            }

            @Override
            public void heal() {
                storage.heal();
            }
        };
    }

    /** {@return a storage that throws something else where another one would fail} */
    private static Storage throwing(FaultyStorage storage, Supplier<? extends Throwable> kind) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() instanceof FaultyStorage.InjectedFault ? kind.get() : e.getCause();
                    }
                });
    }
}
