package bstack.testkit.internal.errors;

import java.io.IOException;

/** The JVM of an {@link ErrorCampaign}. */
final class ErrorProcess {
    private ErrorProcess() {}

    /**
     * Runs the campaign, and exits with 1 if something did not hold.
     *
     * @param arguments how many cases of each scenario and mode; and, if it is not a stack that is tested, the class that
     *     makes the allocator's factory, and the contract's class, or the class that makes the scenarios of a layer
     */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        int cases = Integer.parseInt(arguments[0]);
        long found = switch (arguments.length) {
            case 1 -> ErrorProgram.runStack(cases);
            case 2 -> ErrorProgram.runLayer(arguments[1], cases);
            default -> ErrorProgram.runAllocator(arguments[1], arguments[2], cases);
        };
        System.exit(found == 0 ? 0 : 1);
    }
}
