package bstack.demo.internal.heap;

import bstack.demo.internal.text.Figures;
import bstack.demo.internal.text.Visible;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A heap as a picture of characters: each stands for as many bytes as any other. Its shade says how much of them is in
 * use, its colour or its letter for what.
 */
public final class TerminalMap {
    private static final String SHADES = " ░▒▓█";
    private static final String RESET = "\033[0m";
    private static final int MOST_ROWS = 16;
    private static final int OFFSET_WIDTH = 12;

    private final HeapPicture picture;
    private final int width;
    private final boolean isPlain;
    private final boolean isColoured;

    /**
     * Prepares a picture.
     *
     * @param width how many characters a line has
     * @param isPlain whether only ASCII is to be used
     * @param isColoured whether there are colours
     */
    public TerminalMap(HeapPicture picture, int width, boolean isPlain, boolean isColoured) {
        this.picture = picture;
        this.width = Math.max(40, width);
        this.isPlain = isPlain;
        this.isColoured = isColoured;
    }

    /** {@return the lines of the picture; they may have colours, and are otherwise as harmless as any} */
    public List<String> lines() {
        List<String> lines = rows(MOST_ROWS);
        lines.add("");
        lines.addAll(legend());
        return lines;
    }

    /** {@return the lines of the picture alone, at most so many} */
    public List<String> rows(int most) {
        int columns = width - OFFSET_WIDTH;
        long cells = Math.max(1, Math.min((long) columns * most, Math.max(1, picture.length() / 16)));
        int rows = (int) ((cells + columns - 1) / columns);
        double each = (double) picture.length() / ((long) rows * columns);
        List<String> lines = new ArrayList<>();
        int segment = 0;
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder();
            line.append(pad(Long.toString((long) (row * (double) columns * each))));
            String colour = "";
            for (int column = 0; column < columns; column++) {
                double from = ((long) row * columns + column) * each;
                while (segment + 1 < picture.segments().size()
                        && picture.segments().get(segment).end() <= from) {
                    segment++;
                }
                Map<Use, Double> shares = shares(segment, from, from + each);
                Use use = dominating(shares);
                if (isColoured && !colourOf(use).equals(colour)) {
                    colour = colourOf(use);
                    line.append(colour);
                }
                line.append(glyph(use, 1 - shares.getOrDefault(Use.FREE, 0.0) / each));
            }
            lines.add(isColoured ? line + RESET : line.toString());
        }
        return lines;
    }

    private static String pad(String offset) {
        return " ".repeat(Math.max(0, OFFSET_WIDTH - 2 - offset.length())) + offset + "  ";
    }

    private Map<Use, Double> shares(int first, double from, double to) {
        Map<Use, Double> shares = new EnumMap<>(Use.class);
        List<Segment> segments = picture.segments();
        for (int i = first; i < segments.size() && segments.get(i).start() < to; i++) {
            Segment each = segments.get(i);
            double bytes = Math.min((double) each.end(), to) - Math.max((double) each.start(), from);
            if (bytes > 0) {
                shares.merge(each.use(), bytes, Double::sum);
            }
        }
        return shares;
    }

    /** {@return the use that most bytes are for; a free one only if there is no other} */
    private static Use dominating(Map<Use, Double> shares) {
        Use most = Use.FREE;
        double bytes = 0;
        for (Map.Entry<Use, Double> each : shares.entrySet()) {
            if (each.getKey() != Use.FREE && each.getValue() > bytes) {
                most = each.getKey();
                bytes = each.getValue();
            }
        }
        return most;
    }

    private char glyph(Use use, double used) {
        if (isPlain || !isColoured) {
            return isPlain ? letter(use, used) : shade(used);
        }
        return shade(used);
    }

    private static char letter(Use use, double used) {
        return use == Use.FREE ? '.' : used > 0.5 ? Character.toUpperCase(use.letter()) : use.letter();
    }

    private static char shade(double used) {
        int level = used <= 0 ? 0 : (int) Math.ceil(used * (SHADES.length() - 1) - 1e-9);
        return level == 0 ? '·' : SHADES.charAt(Math.min(level, SHADES.length() - 1));
    }

    private static String colourOf(Use use) {
        return switch (use) {
            case ALLOCATOR -> "\033[90m";
            case ROOT -> "\033[35m";
            case PAGE -> "\033[34m";
            case VALUE -> "\033[32m";
            case OTHER -> "\033[33m";
            case FREE -> "\033[90m";
        };
    }

    private List<String> legend() {
        Map<Use, long[]> totals = new EnumMap<>(Use.class);
        for (Segment each : picture.segments()) {
            long[] total = totals.computeIfAbsent(each.use(), use -> new long[2]);
            total[0]++;
            total[1] += each.length();
        }
        List<String> lines = new ArrayList<>();
        totals.forEach((use, total) -> {
            String sign = isPlain ? String.valueOf(letter(use, 1)) : use == Use.FREE ? "·" : "█";
            String coloured = isColoured ? colourOf(use) + sign + RESET : sign;
            if (!isPlain && !isColoured && use != Use.FREE) {
                coloured = " ";
            }
            lines.add("%s %-10s %12s  %5.1f %%  %s"
                    .formatted(
                            coloured,
                            use.word(),
                            Figures.size(total[1]),
                            100.0 * total[1] / Math.max(1, picture.length()),
                            Figures.count(total[0], "piece")));
        });
        for (int i = 1; i < picture.structures().size(); i++) {
            StructureWalk.Structure each = picture.structures().get(i);
            lines.add("  %s %s: %s, %s"
                    .formatted(
                            each.kind() == bstack.collections.StoredPart.Kind.MAP ? "map" : "queue",
                            Visible.of(each.name()),
                            each.entries() < 0
                                    ? "its header is damaged"
                                    : Figures.count(each.entries()) + (each.entries() == 1 ? " entry" : " entries"),
                            Figures.count(Math.max(0, each.pages()), "page")));
        }
        return lines;
    }
}
