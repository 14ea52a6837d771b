package bstack.testkit;

import bstack.testkit.internal.errors.ErrorProgram;
import java.io.IOException;
import java.lang.reflect.Constructor;

/** The JVM of an {@link ErrorCampaign}. */
final class ErrorProcess {
    private ErrorProcess() {}

    /**
     * Runs the campaign, and exits with 1 if something did not hold.
     *
     * @param arguments how many cases of each scenario and mode; and the contract's class, if it is not a stack that is
     *     tested
     */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        AllocatorFactory factory = arguments.length < 2 ? null : factory(arguments[1]);
        System.exit(ErrorProgram.run(factory, Integer.parseInt(arguments[0])) == 0 ? 0 : 1);
    }

    private static AllocatorFactory factory(String contract) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(contract).getDeclaredConstructor();
        constructor.setAccessible(true);
        AllocatorCrashContract instance = (AllocatorCrashContract) constructor.newInstance();
        return instance::open;
    }
}
