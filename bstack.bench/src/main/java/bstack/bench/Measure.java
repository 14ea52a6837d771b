package bstack.bench;

import bstack.bench.report.Report;

/** Something that is measured, of all the contenders that have it. */
public interface Measure {

    /** {@return its name, for {@code --only} and for the progress} */
    String name();

    /**
     * Measures, and adds what it found to the report.
     *
     * @param plan where, and how long
     * @param report where the figures go
     * @throws Exception if a store fails
     */
    void run(Plan plan, Report report) throws Exception;
}
