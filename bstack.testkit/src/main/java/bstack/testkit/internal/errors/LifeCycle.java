package bstack.testkit.internal.errors;

import bstack.core.BStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opening, recovering and closing. */
final class LifeCycle {
    private LifeCycle() {}

    static List<ErrorScenario> all() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (boolean readOnly : new boolean[] {false, true}) {
            String name = readOnly ? "read-only open" : "open";
            scenarios.add(new Opening(name + ", at rest", () -> atRest().killed(), readOnly));
            scenarios.add(new Opening(
                    name + ", after a kill", () -> left(Session.ATTACHED).killed(), readOnly));
            scenarios.add(new Opening(
                    name + ", after a power cut", () -> left(Session.FULL).powerCut(), readOnly));
            scenarios.add(new Opening(
                    name + ", long journal", () -> left(Session.CHECKPOINT).killed(), readOnly));
        }
        scenarios.add(new Opening("open, empty medium", () -> new ErrorMedium(new byte[0]), false));
        for (Session session : Session.values()) {
            scenarios.add(new Closing(session));
        }
        return scenarios;
    }

    private static ErrorMedium atRest() {
        return new ErrorMedium(Bytes.file(Bytes.of(4, 900)));
    }

    /** {@return the medium beneath a stack that nobody has closed} */
    private static ErrorMedium left(Session session) throws IOException {
        return session.open().medium();
    }

    /** A medium to begin with. */
    @FunctionalInterface
    private interface Found {
        ErrorMedium medium() throws IOException;
    }

    /** An opening. */
    private record Opening(String name, Found found, boolean readOnly) implements ErrorScenario {
        @Override
        public Trial begin() throws IOException {
            ErrorMedium medium = found.medium();
            byte[] payload = StackState.reopened(medium.killed());
            BStack[] opened = new BStack[1];
            return new Trial() {
                @Override
                public void act() throws IOException {
                    opened[0] = readOnly ? BStack.openReadOnly(medium) : BStack.open(medium, StackState.OPTIONS);
                }

                @Override
                public void check(@Nullable Throwable thrown) throws IOException {
                    if (opened[0] != null && !readOnly) {
                        StackState.check(opened[0], medium, payload, payload, thrown);
                        return;
                    }
                    if (opened[0] != null) {
                        StackState.expect(opened[0].peek(0), List.of(payload), "opened for reading, the stack");
                        StackState.close(opened[0], medium);
                    } else if (medium.isOpen()) {
                        throw new AssertionError("an open that has failed has left the medium open");
                    }
                    StackState.expect(StackState.reopened(medium.killed()), List.of(payload), "reopened, the stack");
                    StackState.expect(StackState.reopened(medium.powerCut()), List.of(payload), "after a cut, it");
                    BStack again = BStack.open(medium, StackState.OPTIONS);
                    StackState.check(again, medium.reopened(), payload, payload, null);
                }
            };
        }
    }

    /** A close, which gives everything back whatever happens. */
    private record Closing(Session session) implements ErrorScenario {
        @Override
        public String name() {
            return "close, " + session;
        }

        @Override
        public Trial begin() throws IOException {
            Session.Opened opened = session.open();
            return new Trial() {
                @Override
                public void act() throws IOException {
                    opened.stack().close();
                }

                @Override
                public void check(@Nullable Throwable thrown) throws IOException {
                    StackState.close(opened.stack(), opened.medium());
                    List<byte[]> payload = List.of(opened.payload());
                    StackState.expect(StackState.reopened(opened.medium().killed()), payload, "closed, the stack");
                    StackState.expect(StackState.reopened(opened.medium().powerCut()), payload, "after a cut, it");
                    try {
                        opened.stack().length();
                        throw new AssertionError("a closed stack can be used");
                    } catch (IllegalStateException | IOException expected) {
                        // It is closed, or has failed.
                    }
                }
            };
        }
    }
}
