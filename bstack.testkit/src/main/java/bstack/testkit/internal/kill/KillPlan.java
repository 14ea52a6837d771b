package bstack.testkit.internal.kill;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Which processes a {@link KillCampaign} kills, and when. */
interface KillPlan {
    /**
     * What came of one process, and of those that were killed while they recovered its file.
     *
     * @param kills how many were killed
     * @param acknowledged how many steps were acknowledged
     * @param inFlightDone whether the step in flight was found done
     * @param violation what is wrong with the file, or null
     */
    record Verdict(
            int kills,
            int acknowledged,
            boolean inFlightDone,
            @Nullable String violation) {}

    /**
     * {@return the next processes to start and kill, one for each task; a task fails if its process does not work, and
     * finds a violation if its file is not as it must be}
     *
     * @param most how many at most, at least 1
     * @throws IOException if a process cannot be started
     */
    List<Callable<Verdict>> next(int most) throws IOException;

    /** {@return where the processes are killed, for the summary} */
    String where();
}
