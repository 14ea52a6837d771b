package bstack.crashtest;

import static bstack.testkit.internal.damage.DamagedStack.require;

import bstack.testkit.internal.damage.DamagedStack;
import java.io.IOException;
import java.util.Arrays;

/**
 * What must come of any bytes that are opened as a stack: what {@link JournalReading} reads in them, or that they are
 * refused where it refuses them; and a refused file is as it was, an opened one is at rest and goes on working.
 */
final class AnyStack {
    private AnyStack() {}

    static void check(byte[] file) throws IOException {
        JournalReading expected = JournalReading.of(file);
        DamagedStack opened = DamagedStack.open(file);
        judge(expected, opened.written(), "opened to write");
        if (expected.ordinary() && !opened.isOnlyRead()) {
            judge(expected, opened.shown(), "read only");
        }
        if (!opened.isRefused()) {
            opened.goOn();
        }
    }

    private static void judge(JournalReading expected, DamagedStack.Found found, String how) {
        require(expected.payload() != null || found.payload() == null, how + " it should be refused");
        require(expected.payload() == null || found.payload() != null, how + " it should not be refused");
        if (found.payload() == null) {
            return;
        }
        require(
                expected.commits() == found.commits(),
                "%s it has %d commits and not %d".formatted(how, found.commits(), expected.commits()));
        int at = Arrays.mismatch(expected.payload(), found.payload());
        require(
                at < 0,
                "%s it differs at %d; %d bytes, expected are %d"
                        .formatted(how, at, found.payload().length, expected.payload().length));
    }
}
