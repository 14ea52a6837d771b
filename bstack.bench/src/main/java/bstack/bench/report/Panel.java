package bstack.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A panel of the chart: bars under one title, in one unit. */
public final class Panel {
    private final String title;
    private final String unit;
    private final List<Bar> bars = new ArrayList<>();

    /**
     * A bar.
     *
     * @param name whose
     * @param value how long
     * @param ours whether it is this library's
     * @param ranked whether it may be compared; what does not sync may not
     */
    public record Bar(String name, double value, boolean ours, boolean ranked) {}

    /**
     * Creates a panel without bars.
     *
     * @param title its title
     * @param unit follows each value, with a blank if it needs one
     */
    public Panel(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /**
     * Adds a bar.
     *
     * @param name whose
     * @param value how long
     * @param ranked whether it may be compared
     */
    public void bar(String name, double value, boolean ranked) {
        bars.add(new Bar(name, value, name.startsWith("bstack"), ranked));
    }

    /** {@return the title} */
    public String title() {
        return title;
    }

    /** {@return the unit} */
    public String unit() {
        return unit;
    }

    /** {@return the bars, in order} */
    public List<Bar> bars() {
        return List.copyOf(bars);
    }
}
