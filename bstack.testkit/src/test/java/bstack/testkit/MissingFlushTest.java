package bstack.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The crash campaign can fail: with any kind of flush left out it finds wrong states. */
class MissingFlushTest {
    private static final long STATES = 400_000;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void leavingOutAFlushIsFound(FlushKind kind) {
        CrashReport report =
                CrashCampaign.forStack().leaveOut(kind).fromProperties(STATES).stopAtFirst().run();
        System.out.println(kind + ": " + report + (report.violations().isEmpty() ? "" : "\n  " + report.violations().getFirst()));
        assertFalse(report.violations().isEmpty(), kind + " was left out, and nothing was found: " + report);
    }
}
