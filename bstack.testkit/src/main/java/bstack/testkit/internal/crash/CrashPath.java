package bstack.testkit.internal.crash;

import java.util.Arrays;

/**
 * A filter for one crash state: the indices of the steps that lead to it, or nothing, which lets everything pass.
 *
 * <p>Written as {@code 3/2/17/1/4}: operation 3, its crash point 2, the state 17 made there, crash point 1 of that
 * recovery, the state 4 made there.
 */
public final class CrashPath {
    private final int[] steps;

    private CrashPath(int[] steps) {
        this.steps = steps;
    }

    public static CrashPath of(String text) {
        return new CrashPath(
                text == null || text.isEmpty()
                        ? new int[0]
                        : Arrays.stream(text.split("/"))
                                .mapToInt(Integer::parseInt)
                                .toArray());
    }

    boolean isActive() {
        return steps.length > 0;
    }

    /** {@return whether the trail lies on the way to the state, or behind it} */
    boolean leadsTo(Trail trail) {
        if (steps.length == 0) {
            return true;
        }
        int depth = trail.depth();
        for (Trail at = trail; at.parent() != null; at = at.parent(), depth--) {
            if (depth <= steps.length && steps[depth - 1] != at.index()) {
                return false;
            }
        }
        return true;
    }
}
