package bstack.bench;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Plans for tests: a few runs of everything, in silence. */
public final class TinyPlans {
    private TinyPlans() {}

    /** {@return a plan that measures everything, in so many rounds} */
    public static Plan rounds(int rounds, Path folder) {
        return plan(rounds, "", folder);
    }

    /** {@return a plan that measures the rows that this is found in} */
    public static Plan only(String regex, Path folder) {
        return plan(1, regex, folder);
    }

    private static Plan plan(int rounds, String regex, Path folder) {
        PrintWriter silence = new PrintWriter(OutputStream.nullOutputStream());
        return new Plan(folder, rounds, Plan.Volume.TINY, Pattern.compile(regex), silence);
    }
}
