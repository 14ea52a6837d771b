package bstack.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table of the report, with a title and some sentences before it. */
public final class Section {
    private final String title;
    private final String text;
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates a section without rows.
     *
     * @param title its title
     * @param text what is to be said before the table, in Markdown
     * @param head the names of the columns
     */
    public Section(String title, String text, String... head) {
        this.title = title;
        this.text = text;
        this.head = List.of(head);
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     */
    public void row(List<String> cells) {
        if (cells.size() != head.size()) {
            throw new IllegalArgumentException(
                    "%d cells in a table of %d columns: %s".formatted(cells.size(), head.size(), cells));
        }
        rows.add(List.copyOf(cells));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     */
    public void row(String... cells) {
        row(List.of(cells));
    }

    /** {@return the rows so far} */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** {@return the section in Markdown} */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder("## ").append(title).append("\n\n");
        if (!text.isEmpty()) {
            out.append(text).append("\n\n");
        }
        line(out, head);
        line(out, head.stream().map(column -> "---").toList());
        rows.forEach(row -> line(out, row));
        return out.append('\n').toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
