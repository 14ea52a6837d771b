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
 * @param run the entries of a leaf, or null if there are none in this step
 * @param damage what is damaged, or null
 * @param rest the keys that are still to come, or null if there are none
 */
public record Salvage(
        @Nullable LeafRun run,
        @Nullable Finding damage,
        @Nullable ByteRange rest) {

    /** Goes to the leaf with the lowest of these keys, or as far as the pages are sound. */
    static Salvage step(PageFile file, TreeHeader header, ByteRange range) throws IOException {
        if (header.root() == 0 || range.isEmpty()) {
            return new Salvage(null, null, null);
        }
        byte[] high = range.high();
        long start = header.root();
        int level = -1;
        while (true) {
            Page page;
            try {
                page = file.readAnew(header.tree(), start, level);
                if (page.level() > 0 && page.count() == 0) {
                    throw Damage.at(file.heap(), start, "a page above the leaves", "one without cells");
                }
            } catch (BStackCorruptException e) {
                Finding damage = Damage.finding(Damage.inRange(e, range.low(), high));
                return new Salvage(null, damage, rest(range, high));
            }
            if (page.level() == 0) {
                int at = page.find(range.low());
                int from = at < 0 ? -at - 1 : at;
                int to = Tree.end(page, high);
                LeafRun run = from < to ? new LeafRun(page.shared(), from, to, null) : null;
                return new Salvage(run, null, rest(range, high));
            }
            int index = page.childIndex(range.low());
            if (index + 1 < page.count() && (high == null || page.compareKey(index + 1, high) < 0)) {
                high = page.key(index + 1);
            }
            start = page.child(index);
            level = page.level() - 1;
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
}
