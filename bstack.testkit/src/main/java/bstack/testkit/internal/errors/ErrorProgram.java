package bstack.testkit.internal.errors;

import bstack.testkit.internal.errors.fresh.NamedFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What runs in the JVM in which errors are thrown. */
public final class ErrorProgram {
    private ErrorProgram() {}

    /** {@return the options by which a JVM inherits what this one's properties say} */
    public static List<String> inheritedOptions() {
        return ErrorSettings.inherited();
    }

    /**
     * Runs the campaign over a stack, and prints what it has found.
     *
     * @param defaultCases how many cases of each scenario and mode, unless a property says otherwise
     * @return how often something did not hold
     * @throws IOException if a scenario fails without an error
     */
    public static long runStack(int defaultCases) throws IOException {
        List<ErrorScenario> scenarios = StackScenarios.all();
        scenarios.addAll(FileSession.all());
        scenarios.addAll(FirstUseScenario.ofStack());
        return run(scenarios, defaultCases);
    }

    /**
     * Runs the campaign over an allocator, and prints what it has found.
     *
     * @param maker the class that makes the allocator's factory
     * @param contract the class that tests it
     * @param defaultCases how many cases of each scenario and mode, unless a property says otherwise
     * @return how often something did not hold
     * @throws IOException if a scenario fails without an error
     * @throws ReflectiveOperationException if the factory cannot be made
     */
    public static long runAllocator(String maker, String contract, int defaultCases)
            throws IOException, ReflectiveOperationException {
        List<ErrorScenario> scenarios = AllocatorScenarios.all(NamedFactory.of(maker, contract));
        scenarios.addAll(FirstUseScenario.ofAllocator(maker, contract));
        return run(scenarios, defaultCases);
    }

    /**
     * Runs the campaign over a layer above a heap, and prints what it has found.
     *
     * @param maker the class whose static method {@code all} makes the scenarios, as {@link LayerScenario}s
     * @param defaultCases how many cases of each scenario and mode, unless a property says otherwise
     * @return how often something did not hold
     * @throws IOException if a scenario fails without an error
     * @throws ReflectiveOperationException if the scenarios cannot be made
     */
    public static long runLayer(String maker, int defaultCases) throws IOException, ReflectiveOperationException {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (Object each : (List<?>) Class.forName(maker).getMethod("all").invoke(null)) {
            scenarios.add((LayerScenario) each);
        }
        return run(scenarios, defaultCases);
    }

    private static long run(List<ErrorScenario> scenarios, int defaultCases) throws IOException {
        if (!ErrorAgent.isLoaded()) {
            throw new IllegalStateException("this JVM was started without the agent");
        }
        ErrorSettings settings = ErrorSettings.fromProperties(defaultCases);
        ErrorReport report = new ErrorReport();
        new SiteCampaign(settings, report).run(scenarios);
        if (settings.depths()) {
            new DepthCampaign(settings, report).run(scenarios);
        }
        System.out.print(report.details());
        System.out.println(report);
        return report.found();
    }
}
