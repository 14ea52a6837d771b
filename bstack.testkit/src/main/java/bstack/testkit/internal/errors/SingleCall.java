package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One call of a stack, at some point of a session. */
final class SingleCall implements ErrorScenario {
    private final StackCall call;
    private final Session session;

    SingleCall(StackCall call, Session session) {
        this.call = call;
        this.session = session;
    }

    @Override
    public String name() {
        return "%s, %s".formatted(call.name(), session);
    }

    @Override
    public Trial begin() throws IOException {
        Session.Opened opened = session.open();
        BStack stack = opened.stack();
        byte[] before = opened.payload();
        byte[] after = call.effect().apply(before);
        return new Trial() {
            @Override
            public void act() throws IOException {
                call.action().run(stack);
            }

            @Override
            public void check(@Nullable Throwable thrown) throws IOException {
                StackState.check(stack, opened.medium(), before, after, thrown);
            }
        };
    }
}
