package bstack.collections.internal.tree;

import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a tree: each page and its level, the order of keys and that they are within the range of their page, each
 * value, the numbers of the header.
 *
 * <p>It ends on any content of the file: levels decrease on the way down, and a page that is named twice has keys
 * outside of one of its ranges, and is not followed there.
 */
final class TreeCheck {
    /** More findings are not listed. */
    private static final int MOST = 1000;

    private final PageFile file;
    private final Values values;
    private final TreeHeader header;
    private final List<Finding> findings = new ArrayList<>();
    private boolean complete = true;
    private long pages;
    private long entries;
    private long valueBytes;

    TreeCheck(PageFile file, TreeHeader header) {
        this.file = file;
        this.values = new Values(file);
        this.header = header;
    }

    /** {@return what is unsound} */
    List<Finding> run() throws IOException {
        if (header.root() != 0) {
            check(header.root(), -1, lowest(), null);
        }
        if (complete) {
            checkNumber("entries", header.entries(), entries);
            checkNumber("pages", header.pages(), pages);
            checkNumber("bytes in slices of values", header.valueBytes(), valueBytes);
        }
        return findings;
    }

    private void checkNumber(String what, long stated, long counted) {
        if (stated != counted) {
            add(new Finding(
                    header.start(), "the number of %s, which is %d".formatted(what, counted), String.valueOf(stated)));
        }
    }

    private void check(long start, int level, byte[] low, byte @Nullable [] high) throws IOException {
        try {
            Page page = file.readAnew(header.tree(), start, level);
            checkOrder(page, low, high);
            pages++;
            if (page.level() == 0) {
                checkLeaf(page);
                return;
            }
            for (int i = 0; i < page.count() && findings.size() < MOST; i++) {
                byte[] from = i == 0 ? low : page.key(i);
                check(page.child(i), page.level() - 1, from, i + 1 < page.count() ? page.key(i + 1) : high);
            }
        } catch (BStackCorruptException e) {
            complete = false;
            add(Damage.finding(Damage.inRange(e, low, high)));
        }
    }

    private void checkOrder(Page page, byte[] low, byte @Nullable [] high) throws IOException {
        if (page.count() == 0) {
            throw Damage.at(file.heap(), page.start(), "a page with cells", "one without");
        }
        boolean above = page.level() > 0;
        if (above && page.compareKey(0, lowest()) != 0) {
            throw Damage.at(
                    file.heap(),
                    page.start(),
                    "a page above the leaves whose first key is empty",
                    "the key " + Damage.key(page.key(0)));
        }
        byte[] before = low;
        for (int i = above ? 1 : 0; i < page.count(); i++) {
            int order = page.compareKey(i, before);
            boolean sound = above || i > 0 ? order > 0 : order >= 0;
            if (!sound || (high != null && page.compareKey(i, high) >= 0)) {
                throw Damage.at(
                        file.heap(),
                        page.start(),
                        "a page whose keys rise within " + Damage.range(low, high),
                        "the key %s in cell %d".formatted(Damage.key(page.key(i)), i));
            }
            before = page.key(i);
        }
    }

    private void checkLeaf(Page leaf) throws IOException {
        entries += leaf.count();
        for (int i = 0; i < leaf.count(); i++) {
            valueBytes += Values.ownBytes(leaf, i);
            try {
                values.check(leaf, i);
            } catch (BStackCorruptException e) {
                add(Damage.finding(e));
            }
        }
    }

    private void add(Finding finding) {
        if (findings.size() < MOST) {
            findings.add(finding);
        }
    }

    /** {@return the key below all others} */
    private static byte[] lowest() {
        return new byte[0];
    }
}
