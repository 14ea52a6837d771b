package bstack.testkit.internal.errors;

import java.util.ArrayList;
import java.util.List;

/** What is tried on a stack. */
final class StackScenarios {
    private StackScenarios() {}

    static List<ErrorScenario> all() {
        List<ErrorScenario> scenarios = new ArrayList<>();
        for (Session session : List.of(Session.NEW, Session.ATTACHED, Session.CHECKPOINT, Session.FULL)) {
            add(scenarios, StackCalls.small(), session);
            add(scenarios, Transactions.all(), session);
        }
        for (Session session : List.of(Session.NEW, Session.ATTACHED)) {
            add(scenarios, StackCalls.large(), session);
            add(scenarios, Transactions.large(), session);
        }
        add(scenarios, StackCalls.largeOverwrites(), Session.LARGE);
        scenarios.addAll(LifeCycle.all());
        scenarios.addAll(UndoneInMemory.all());
        scenarios.addAll(FileLifeCycle.all());
        scenarios.addAll(GroupOfThreads.all());
        scenarios.addAll(SubmittedCall.all());
        scenarios.addAll(ViewBesideCommits.all());
        return scenarios;
    }

    private static void add(List<ErrorScenario> scenarios, List<StackCall> calls, Session session) {
        for (StackCall call : calls) {
            scenarios.add(new SingleCall(call, session));
        }
    }
}
