package bstack.testkit.internal.failure;

import bstack.core.BStack;
import bstack.testkit.internal.kill.KillCampaign;
import bstack.testkit.storage.FaultyStorage;
import bstack.testkit.storage.StorageCall;
import java.io.IOException;
import java.util.Set;

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

    /** Lets all calls succeed from now on. */
    void heal() throws IOException;

    /** {@return a storage as such a medium} */
    static FailingMedium of(FaultyStorage storage) {
        return new FailingMedium() {
            @Override
            public BStack open() throws IOException {
                return BStack.open(storage, KillCampaign.OPTIONS);
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
}
