package bstack.demo.internal.heap;

import bstack.collections.StoredPart;
import bstack.collections.StoredPart.Cell;
import bstack.collections.StoredPart.Node;
import bstack.collections.StoredPart.Root;
import bstack.demo.internal.text.ByteText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a part of a structure says, for people. */
public final class PartText {
    private static final int LONGEST = 60;

    private PartText() {}

    /** {@return the numbers of a part, by their names} */
    public static Map<String, Object> facts(StoredPart part) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (part instanceof Root root) {
            facts.put("decoded", "header of a " + root.kind().name().toLowerCase(Locale.ROOT));
            facts.put("id", "%016x".formatted(root.id()));
            facts.put("root", root.root());
            facts.put("entries", root.entries());
            facts.put("pages", root.pages());
            facts.put("valueBytes", root.valueBytes());
            if (root.kind() == StoredPart.Kind.QUEUE) {
                facts.put("sequence", root.sequence());
            }
        } else if (part instanceof Node node) {
            facts.put("decoded", node.level() == 0 ? "leaf of a tree" : "page of a tree, of level " + node.level());
            facts.put("tree", "%08x".formatted(node.tree()));
            facts.put("stamp", "%016x".formatted(node.stamp()));
            facts.put("cells", node.cells().size());
            if (!node.cells().isEmpty()) {
                facts.put("first", cell(node, node.cells().get(0)));
                facts.put("last", cell(node, node.cells().get(node.cells().size() - 1)));
            }
        }
        return facts;
    }

    private static String cell(Node node, Cell cell) {
        String key = cell.key().length == 0 ? "the lowest key" : "key " + cut(ByteText.of(cell.key()));
        if (node.level() > 0) {
            return key + ", child at " + cell.child();
        }
        return cell.isApart()
                ? "%s, a value of %d bytes at %d, CRC-32C %08x"
                        .formatted(key, cell.valueLength(), cell.valueStart(), cell.checksum())
                : "%s, a value of %d bytes in the page".formatted(key, cell.valueLength());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
