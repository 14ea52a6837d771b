package bstack.bench.report;

import java.util.List;
import java.util.Locale;

/** The chart: a panel of bars for each operation, in two columns. Bars beyond the panel's edge are cut and say so. */
public final class SvgChart {
    private static final int WIDTH = 1000;
    private static final int COLUMNS = 2;
    private static final int COLUMN = WIDTH / COLUMNS;
    private static final int NAMES = 190;
    private static final int VALUES = 80;
    private static final int LONGEST = COLUMN - NAMES - VALUES;
    private static final int LINE = 18;
    private static final int BAR = 12;
    private static final int HEAD = 34;
    /** A bar this many times as long as the median of its panel is cut. */
    private static final double CUT = 3;

    private SvgChart() {}

    /**
     * {@return the chart}
     *
     * @param panels its panels
     */
    public static String draw(List<Panel> panels) {
        StringBuilder body = new StringBuilder();
        int top = 10;
        for (int i = 0; i < panels.size(); i += COLUMNS) {
            int height = 0;
            for (int column = 0; column < COLUMNS && i + column < panels.size(); column++) {
                Panel panel = panels.get(i + column);
                draw(body, panel, column * COLUMN, top);
                height = Math.max(height, HEAD + panel.bars().size() * LINE + 12);
            }
            top += height;
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="12">
                <style>
                rect.page{fill:#fff} text{fill:#222} .head{font-weight:bold;font-size:14px} .mine{font-weight:bold} .ours{fill:#1769aa} \
                .other{fill:#9aa5b1} .unranked{fill:none;stroke:#9aa5b1;stroke-dasharray:3 2}
                </style>
                <rect class="page" width="%1$d" height="%2$d"/>
                %3$s</svg>
                """.formatted(WIDTH, top, body);
    }

    private static void draw(StringBuilder out, Panel panel, int left, int top) {
        text(out, left + 10, top + 20, "head", "start", panel.title());
        double edge = edge(panel);
        int y = top + HEAD;
        for (Panel.Bar bar : panel.bars()) {
            boolean cut = bar.value() > edge;
            double length = Math.max(1, Math.min(bar.value(), edge) / edge * LONGEST);
            text(out, left + NAMES - 6, y + BAR - 2, bar.ours() ? "mine" : "", "end", bar.name());
            String kind = !bar.ranked() ? "unranked" : bar.ours() ? "ours" : "other";
            out.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n"
                    .formatted(kind, left + NAMES, y, String.format(Locale.ROOT, "%.1f", length), BAR));
            String value = (cut ? "→ " : "") + Format.digits(bar.value()) + " " + panel.unit();
            text(out, left + NAMES + (int) length + 5, y + BAR - 2, "", "start", value);
            y += LINE;
        }
    }

    /** {@return the value of a bar as long as the panel is wide} */
    private static double edge(Panel panel) {
        double[] values =
                panel.bars().stream().mapToDouble(Panel.Bar::value).sorted().toArray();
        double longest = values[values.length - 1];
        return Math.min(longest, Math.max(CUT * values[values.length / 2], Double.MIN_NORMAL));
    }

    private static void text(StringBuilder out, int x, int y, String kind, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        out.append("<text x=\"%d\" y=\"%d\" class=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(x, y, kind, anchor, escaped));
    }
}
