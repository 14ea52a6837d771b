package bstack.collections.internal.tree;

import bstack.collections.internal.page.Damage;
import bstack.collections.internal.page.Page;
import bstack.collections.internal.page.PageFile;
import bstack.core.BStackCorruptException;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a walk over a tree has found that may be damaged: a leaf, or damage.
 *
 * <p>A step checks each page that no step before it has come to: those whose lowest key is the first of the keys that are
 * still to come. Such a page is read from the file, whatever is in memory, and its keys must rise within its range. The
 * walk ends on any content of the file: levels decrease on the way down, keys rise from step to step, and a page that is
 * named twice has keys outside of one of its ranges, and is not followed there.
 *
 * @param run the entries of a leaf, or null if there are none in this step
 * @param thrown what is damaged, or null
 * @param rest the keys that are still to come, or null if there are none
 * @param pages how many sound pages this step was the first to come to
 */
public record Salvage(
        @Nullable LeafRun run,
        @Nullable BStackCorruptException thrown,
        @Nullable ByteRange rest,
        int pages) {

    /** {@return what is damaged, or null} */
    public @Nullable Finding damage() {
        return thrown == null ? null : Damage.finding(thrown);
    }

    /** Goes to the leaf with the lowest of these keys, or as far as the pages are sound. */
    static Salvage step(PageFile file, TreeHeader header, ByteRange range) throws IOException {
        if (header.root() == 0 || range.isEmpty()) {
            return new Salvage(null, null, null, 0);
        }
        byte[] low = lowest();
        byte[] high = null;
        long start = header.root();
        int level = -1;
        int pages = 0;
        while (true) {
            boolean first = Arrays.equals(low, range.low());
            Page page;
            try {
                page = first ? file.readAnew(header.tree(), start, level) : file.read(header.tree(), start, level);
                check(file, page, first, low, high);
            } catch (BStackCorruptException e) {
                return new Salvage(null, Damage.inRange(e, range.low(), high), rest(range, high), pages);
            }
            pages += first ? 1 : 0;
            if (page.level() == 0) {
                int at = page.find(range.low());
                int from = at < 0 ? -at - 1 : at;
                int to = Tree.end(page, range.high());
                LeafRun run = from < to ? new LeafRun(page.shared(), from, to, null) : null;
                return new Salvage(run, null, rest(range, high), pages);
            }
            int index = page.childIndex(range.low());
            if (index > 0) {
                low = page.key(index);
            }
            if (index + 1 < page.count() && (high == null || page.compareKey(index + 1, high) < 0)) {
                high = page.key(index + 1);
            }
            start = page.child(index);
            level = page.level() - 1;
        }
    }

    private static void check(PageFile file, Page page, boolean first, byte[] low, byte @Nullable [] high)
            throws IOException {
        if (page.count() == 0 && (first || page.level() > 0)) {
            throw Damage.at(file.heap(), page.start(), "a page with cells", "one without");
        }
        if (first) {
            checkOrder(file, page, low, high);
        }
    }

    private static void checkOrder(PageFile file, Page page, byte[] low, byte @Nullable [] high) throws IOException {
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

    /** {@return those of these keys that are not below one, or null if there are none, or it is not above the lowest} */
    private static @Nullable ByteRange rest(ByteRange range, byte @Nullable [] next) {
        if (next == null || Arrays.compareUnsigned(next, range.low()) <= 0) {
            return null;
        }
        ByteRange rest = range.from(next);
        return rest.isEmpty() ? null : rest;
    }

    /** {@return the key below all others} */
    private static byte[] lowest() {
        return new byte[0];
    }
}
