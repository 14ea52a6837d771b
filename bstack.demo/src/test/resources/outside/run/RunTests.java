import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests of the classes that are named, and prints how many have passed, and in which module they were. */
public final class RunTests {
    private RunTests() {}

    public static void main(String[] classes) throws ClassNotFoundException {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String name : classes) {
            Class<?> test = Class.forName(name);
            System.out.println(name + " in " + test.getModule());
            request.selectors(selectClass(test));
        }
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request.build(), listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures().forEach(failure -> {
            System.out.println(failure.getTestIdentifier().getDisplayName() + ": " + failure.getException());
            Arrays.stream(failure.getException().getStackTrace()).limit(10).forEach(System.out::println);
        });
        System.out.println("passed " + summary.getTestsSucceededCount());
        System.out.println("failed " + summary.getTotalFailureCount());
        System.exit(0);
    }
}
