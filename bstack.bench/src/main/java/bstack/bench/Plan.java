package bstack.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where and how long is measured.
 *
 * @param folder where files are made; on a disk
 * @param rounds how many interleaved rounds
 * @param volume how much is done in each
 * @param only what rows are measured
 * @param progress where to tell what is going on
 */
public record Plan(Path folder, int rounds, Volume volume, Pattern only, PrintStream progress) {

    /** How much is done. */
    public enum Volume {
        /** A few runs of everything, to see that it works. */
        TINY,
        /** About a minute or two. */
        QUICK,
        /** Enough for figures that can be relied on. */
        FULL
    }

    /**
     * {@return one of three numbers, by the volume}
     *
     * @param full for {@link Volume#FULL}
     * @param quick for {@link Volume#QUICK}
     * @param tiny for {@link Volume#TINY}
     */
    public int pick(int full, int quick, int tiny) {
        return switch (volume) {
            case FULL -> full;
            case QUICK -> quick;
            case TINY -> tiny;
        };
    }

    /**
     * {@return whether a row is wanted}
     *
     * @param row its name: what is measured, and of whom
     */
    public boolean wants(String row) {
        return only.matcher(row).find();
    }

    /**
     * Tells what is going on.
     *
     * @param line what
     */
    public void tell(String line) {
        progress.println(line);
        progress.flush();
    }
}
