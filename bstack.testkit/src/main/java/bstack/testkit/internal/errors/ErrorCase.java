package bstack.testkit.internal.errors;

import org.jspecify.annotations.Nullable;

/** One case: a scenario with an error at one of the sites that it executes. */
final class ErrorCase implements WatchedCases.Attempt {
    private final ErrorScenario scenario;
    private final ErrorMode mode;
    private final int at;
    private volatile @Nullable Injection injection;

    ErrorCase(ErrorScenario scenario, ErrorMode mode, int at) {
        this.scenario = scenario;
        this.mode = mode;
        this.at = at;
    }

    /** {@return where the error was thrown, −1 if it was not} */
    int struck() {
        Injection planned = injection;
        return planned == null ? -1 : planned.struck();
    }

    /**
     * Runs it.
     *
     * @throws AssertionError if something does not hold
     */
    @Override
    public void attempt() {
        @Nullable Throwable thrown = null;
        try {
            ErrorScenario.Trial trial = scenario.begin();
            Injection planned = Injection.at(trial.victims(), mode, at);
            injection = planned;
            ErrorSites.arm(planned);
            try {
                trial.act();
            } catch (Throwable t) {
                thrown = t;
            } finally {
                ErrorSites.disarm();
            }
            if (thrown instanceof AssertionError) {
                throw thrown;
            }
            trial.check(thrown);
        } catch (FirstUseScenario.LostClass e) {
            if (!scenario.loads() || !SiteTable.isOfConstants(struck())) {
                throw violation(e, thrown);
            }
        } catch (Throwable t) {
            throw violation(t, thrown);
        }
    }

    /** {@return what did not hold, with what the call has done} */
    static AssertionError violation(Throwable failure, @Nullable Throwable thrown) {
        AssertionError violation = new AssertionError(
                failure.getMessage() + (thrown == null ? "; the call returned" : "; the call threw " + thrown),
                failure);
        if (thrown != null) {
            violation.addSuppressed(thrown);
        }
        return violation;
    }
}
