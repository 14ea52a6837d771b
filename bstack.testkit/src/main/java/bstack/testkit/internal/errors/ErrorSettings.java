package bstack.testkit.internal.errors;

import java.util.ArrayList;
import java.util.List;

/**
 * How much is tried, and what; see docs/testing/how-to.md.
 *
 * @param cases how many sites of each scenario and mode are tried; {@code Integer.MAX_VALUE}: all
 * @param seed what a sample is drawn by
 * @param scenario part of the name of the scenarios that are run
 * @param modes what is thrown
 * @param depths whether the stack is made to run out for real
 * @param only the one site that is tried, counted as they are executed; 0: all or a sample
 * @param patienceMillis after how many milliseconds a case is taken to hang
 * @param mostHung after how many of these the campaign ends
 */
record ErrorSettings(
        int cases,
        long seed,
        String scenario,
        List<ErrorMode> modes,
        boolean depths,
        int only,
        int patienceMillis,
        int mostHung) {
    private static final String PREFIX = "bstack.errors";
    private static final int PATIENCE = 60_000;
    private static final int MOST_HUNG = 3;

    static ErrorSettings fromProperties(int defaultCases) {
        String volume = System.getProperty(PREFIX, "");
        int cases =
                volume.isEmpty() ? defaultCases : volume.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(volume);
        List<ErrorMode> modes = new ArrayList<>();
        String mode = System.getProperty(PREFIX + ".mode", "");
        for (ErrorMode each : ErrorMode.values()) {
            if (each.name().startsWith(mode)) {
                modes.add(each);
            }
        }
        return new ErrorSettings(
                cases,
                Long.getLong("bstack.seed", 1),
                System.getProperty(PREFIX + ".scenario", ""),
                modes,
                DepthCampaign.MODE.startsWith(mode),
                Integer.getInteger(PREFIX + ".only", 0),
                Integer.getInteger(PREFIX + ".patience", PATIENCE),
                Integer.getInteger(PREFIX + ".hung", MOST_HUNG));
    }

    /** {@return whether everything is tried} */
    boolean isComplete() {
        return cases == Integer.MAX_VALUE;
    }

    /** {@return how many sites of a scenario and mode are tried} */
    int casesOf(ErrorScenario tried) {
        return isComplete() ? cases : Math.max(1, cases / tried.weight());
    }

    /** {@return the properties of this JVM that a child must be given} */
    static List<String> inherited() {
        List<String> options = new ArrayList<>();
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith(PREFIX) || key.equals("bstack.seed")) {
                options.add("-D" + key + "=" + value);
            }
        });
        return options;
    }
}
