package bstack.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What was found: tables for readers, named figures for the targets, bars for the chart, and what was left out. */
public final class Report {
    private final List<Section> sections = new ArrayList<>();
    private final List<Panel> panels = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Adds a table.
     *
     * @param section the table
     */
    public void add(Section section) {
        sections.add(section);
    }

    /**
     * Adds a panel of the chart.
     *
     * @param panel the panel
     */
    public void add(Panel panel) {
        panels.add(panel);
    }

    /**
     * Keeps a figure.
     *
     * @param name its name; see {@link Targets} for those that matter
     * @param value its value
     */
    public void figure(String name, double value) {
        figures.put(name, value);
    }

    /**
     * {@return a figure, empty if it was not measured}
     *
     * @param name its name
     */
    public OptionalDouble figure(String name) {
        Double value = figures.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * Says that something was left out, or what else a reader must know.
     *
     * @param note a sentence
     */
    public void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    /** {@return the tables, in order} */
    public List<Section> sections() {
        return List.copyOf(sections);
    }

    /** {@return the panels of the chart, in order} */
    public List<Panel> panels() {
        return List.copyOf(panels);
    }

    /** {@return the notes, in order} */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** {@return all figures} */
    public Map<String, Double> figures() {
        return Map.copyOf(figures);
    }
}
