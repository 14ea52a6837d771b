package bstack.testkit.internal.errors;

import java.io.IOException;
import java.util.List;

/** The JVM in which errors are thrown. */
public final class ErrorProgram {
    private ErrorProgram() {}

    /** {@return the options by which a JVM inherits what this one's properties say} */
    public static List<String> inheritedOptions() {
        return ErrorSettings.inherited();
    }

    /**
     * Runs the campaign over a stack, prints what it has found, and exits with 1 if there is something.
     *
     * @param arguments how many cases of each scenario and mode, unless a property says otherwise
     * @throws IOException if a scenario fails without an error
     */
    public static void main(String[] arguments) throws IOException {
        if (!ErrorAgent.isLoaded()) {
            throw new IllegalStateException("this JVM was started without the agent");
        }
        ErrorSettings settings = ErrorSettings.fromProperties(Integer.parseInt(arguments[0]));
        ErrorReport report = new SiteCampaign(settings).run(StackScenarios.all());
        System.out.print(report.details());
        System.out.println(report);
        System.exit(report.found() == 0 ? 0 : 1);
    }
}
