package bstack.testkit;

import java.io.IOException;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** What Jazzer calls, in the process that a {@code FuzzSession} starts; not for use by others. */
public final class FuzzProgram {
    private static @Nullable FuzzContract target;

    private FuzzProgram() {}

    /**
     * Prepares the target.
     *
     * @param arguments the name of the class that extends {@link FuzzContract}
     * @throws ReflectiveOperationException if it has no constructor without parameters
     */
    public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        target = (FuzzContract) constructor.newInstance();
    }

    /**
     * Tries one input.
     *
     * @param input any bytes
     * @throws IOException as {@link FuzzContract#check} does
     */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        FuzzContract initialized = target;
        if (initialized == null) {
            throw new IllegalStateException("fuzzerInitialize comes first");
        }
        initialized.checkWithinBounds(input);
    }
}
