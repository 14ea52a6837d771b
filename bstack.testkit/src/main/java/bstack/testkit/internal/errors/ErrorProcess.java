package bstack.testkit.internal.errors;

import bstack.testkit.ContractFactory;
import java.io.IOException;

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
        int cases = Integer.parseInt(arguments[0]);
        long found = arguments.length < 2
                ? ErrorProgram.runStack(cases)
                : ErrorProgram.runAllocator(ContractFactory.of(arguments[1]), arguments[1], cases);
        System.exit(found == 0 ? 0 : 1);
    }
}
