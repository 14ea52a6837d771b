package bstack.demo.internal.heap;

import bstack.demo.internal.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A heap as one page of HTML that needs nothing else: the page's program is a resource, in which the heap is put as data.
 *
 * <p>Text from the file goes into JSON, where every {@code <} is escaped, and from there into the page as text alone.
 */
public final class HtmlMap {
    /** More pieces than these are drawn as fewer: neighbours that are smaller than what a screen can show. */
    private static final int MOST = 200_000;

    private static final String PLACE = "@HEAP@";

    private HtmlMap() {}

    /** Writes the page. */
    public static void write(HeapPicture picture, String file, OutputStream out) throws IOException {
        String page = template();
        int at = page.indexOf(PLACE);
        out.write(page.substring(0, at).getBytes(StandardCharsets.UTF_8));
        String data = Json.of(data(picture, file)).toString().replace("<", "\\u003c");
        out.write(data.getBytes(StandardCharsets.UTF_8));
        out.write(page.substring(at + PLACE.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static String template() {
        try (InputStream in = HtmlMap.class.getResourceAsStream("map.html")) {
            if (in == null) {
                throw new IllegalStateException("the resource map.html is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> data(HeapPicture picture, String file) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("file", file);
        data.put("allocator", picture.allocator());
        data.put("length", picture.length());
        List<Object> uses = new ArrayList<>();
        for (Use use : Use.values()) {
            uses.add(use.word());
        }
        data.put("uses", uses);
        List<Object> structures = new ArrayList<>();
        for (int i = 0; i < picture.structures().size(); i++) {
            StructureWalk.Structure each = picture.structures().get(i);
            structures.add(
                    List.of(picture.nameOf(i), each.kind().name().toLowerCase(java.util.Locale.ROOT), each.entries()));
        }
        data.put("structures", structures);
        List<Segment> segments = fewer(picture.segments(), picture.length());
        data.put("merged", picture.segments().size() - segments.size());
        data.put("segments", segments.stream().map(HtmlMap::row).toList());
        HeapFigures figures = HeapFigures.of(picture.blocks(), picture.length());
        data.put("fragmentation", figures.fragmentation());
        data.put("largestFree", figures.largestFree());
        data.put(
                "histogram",
                figures.histogram().stream()
                        .map(each -> List.of(
                                each.upTo(),
                                each.used().blocks(),
                                each.used().bytes(),
                                each.free().blocks(),
                                each.free().bytes()))
                        .toList());
        return data;
    }

    /** Length, use, structure, key: the starts follow from the lengths. */
    private static List<Object> row(Segment each) {
        List<Object> row = new ArrayList<>(List.of(each.length(), each.use().ordinal()));
        if (each.structure() >= 0) {
            row.add(each.structure());
            if (!each.key().isEmpty()) {
                row.add(each.key());
            }
        }
        return row;
    }

    private static List<Segment> fewer(List<Segment> segments, long length) {
        if (segments.size() <= MOST) {
            return segments;
        }
        long least = Math.max(1, length / MOST);
        List<Segment> fewer = new ArrayList<>();
        Segment last = null;
        for (Segment each : segments) {
            if (last != null
                    && last.use() == each.use()
                    && last.structure() == each.structure()
                    && last.length() + each.length() <= 4 * least) {
                last = new Segment(last.start(), last.length() + each.length(), last.use(), last.structure(), "");
                fewer.set(fewer.size() - 1, last);
            } else {
                last = each;
                fewer.add(each);
            }
        }
        return fewer;
    }
}
