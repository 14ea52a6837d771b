package bstack.testkit.internal.errors;

import bstack.testkit.AllocatorFactory;
import java.io.IOException;
import java.util.List;

/** What runs in the JVM in which errors are thrown. */
public final class ErrorProgram {
    private ErrorProgram() {}

    /** {@return the options by which a JVM inherits what this one's properties say} */
    public static List<String> inheritedOptions() {
        return ErrorSettings.inherited();
    }

    /**
     * Runs the campaign, and prints what it has found.
     *
     * @param factory opens the allocator under test; null: it is the stack that is tested
     * @param defaultCases how many cases of each scenario and mode, unless a property says otherwise
     * @return how often something did not hold
     * @throws IOException if a scenario fails without an error
     */
    public static long run(AllocatorFactory factory, int defaultCases) throws IOException {
        if (!ErrorAgent.isLoaded()) {
            throw new IllegalStateException("this JVM was started without the agent");
        }
        List<ErrorScenario> scenarios = factory == null ? StackScenarios.all() : AllocatorScenarios.all(factory);
        ErrorReport report = new SiteCampaign(ErrorSettings.fromProperties(defaultCases)).run(scenarios);
        System.out.print(report.details());
        System.out.println(report);
        return report.found();
    }
}
