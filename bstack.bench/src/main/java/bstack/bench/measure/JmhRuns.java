package bstack.bench.measure;

import bstack.bench.Plan;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs of JMH benchmarks, in JVMs of their own. */
final class JmhRuns {
    private JmhRuns() {}

    /** {@return options for a benchmark method, with the times of this plan} */
    static ChainedOptionsBuilder options(Plan plan, Class<?> benchmark, String method) {
        int millis = plan.pick(1_000, 250, 1);
        return new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .forks(1)
                .warmupIterations(plan.pick(3, 2, 0))
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(plan.pick(5, 3, 1))
                .measurementTime(TimeValue.milliseconds(millis))
                .shouldFailOnError(true)
                .jvmArgsAppend("-Djmh.ignoreLock=true")
                .verbosity(VerboseMode.SILENT);
    }

    static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        // The lock of JMH would refuse a run beside another one on this machine; that is the user's business.
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(options.build()).run();
    }

    /** {@return nanoseconds for one operation: the median of the iterations} */
    static double nanos(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }
}
