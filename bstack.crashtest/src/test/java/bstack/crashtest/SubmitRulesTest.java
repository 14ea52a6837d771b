package bstack.crashtest;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What threads that submit may count on; see also {@link RuleMutantTest}. */
class SubmitRulesTest {
    @Test
    void whatFollowsCommitsIsDoneInTheirOrder() throws IOException {
        SubmitRules.whatFollowsCommitsIsDoneInTheirOrder();
    }

    @Test
    void anActionWaitsForTheFlush() throws IOException {
        SubmitRules.anActionWaitsForTheFlush();
    }

    @Test
    void aFutureIsCompleteAfterTheActions() throws IOException {
        SubmitRules.aFutureIsCompleteAfterTheActions();
    }

    @Test
    void noMoreThanTheLimitAreOutstanding() throws IOException {
        SubmitRules.noMoreThanTheLimitAreOutstanding();
    }

    @Test
    void aSubmissionThatFindsNoRoomLeads() throws IOException {
        SubmitRules.aSubmissionThatFindsNoRoomLeads();
    }
}
