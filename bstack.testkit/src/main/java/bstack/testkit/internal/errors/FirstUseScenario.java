package bstack.testkit.internal.errors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first use, with classes that are not initialised yet.
 *
 * @param name what is done first
 * @param program the class that does it
 * @param arguments for its constructor
 */
record FirstUseScenario(String name, String program, String... arguments) implements ErrorScenario {
    private static final List<String> STACK_STEPS =
            List.of("open", "push", "transaction", "large push", "read", "close", "recovery", "read-only open");

    static List<ErrorScenario> ofStack() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (String medium : List.of("memory", "file")) {
            for (String step : STACK_STEPS) {
                scenarios.add(new FirstUseScenario("first %s, %s".formatted(step, medium), "FirstStack", step, medium));
            }
        }
        return scenarios;
    }

    static List<ErrorScenario> ofAllocator(String maker, String contract) {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (String step : List.of("opening", "alloc", "dealloc", "rollback", "verify")) {
            scenarios.add(new FirstUseScenario("first " + step, "FirstAllocator", step, maker, contract));
        }
        return scenarios;
    }

    /** A class whose initialiser has failed, which is so for the life of a JVM. */
    static final class LostClass extends AssertionError {
        private static final long serialVersionUID = 1L;

        private LostClass(Throwable cause) {
            super("a class is lost for ever: " + cause, cause);
        }
    }

    /** {@return whether it is what comes before any change, where a class must be lost if not even its constants fit} */
    @Override
    public boolean loads() {
        return arguments[0].equals("open") || arguments[0].equals("opening");
    }

    @Override
    public int weight() {
        return 6;
    }

    @Override
    public boolean runsOnCaller() {
        return false;
    }

    @Override
    public Trial begin() throws IOException {
        FirstUse use = new FreshClasses().make(program, arguments);
        try {
            use.begin();
        } catch (Exception e) {
            throw new IOException(e);
        }
        return new Trial() {
            @Override
            public void act() throws Throwable {
                use.act();
            }

            @Override
            public void check(@Nullable Throwable thrown) throws IOException {
                try {
                    use.check(thrown);
                } catch (Exception | LinkageError e) {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        if (cause instanceof LinkageError) {
                            throw new LostClass(cause);
                        }
                    }
                    throw new AssertionError("afterwards an ordinary call throws " + e, e);
                }
            }
        };
    }
}
