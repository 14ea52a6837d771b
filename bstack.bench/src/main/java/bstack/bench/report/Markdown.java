package bstack.bench.report;

import java.util.List;

/** The report as a page. */
public final class Markdown {
    private Markdown() {}

    /**
     * {@return the page}
     *
     * @param report what was found
     * @param environment the machine, a line each
     * @param chart the name of the chart's file, beside the page
     */
    public static String page(Report report, List<String> environment, String chart) {
        StringBuilder out = new StringBuilder("# Benchmark of bstack\n\n");
        environment.forEach(line -> out.append("- ").append(line).append('\n'));
        report.notes().forEach(note -> out.append("- ").append(note).append('\n'));
        out.append("\n![chart](").append(chart).append(")\n\n");
        out.append(Targets.table(report).toMarkdown());
        report.sections().forEach(section -> out.append(section.toMarkdown()));
        return out.toString().stripTrailing() + "\n";
    }
}
