package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import bstack.spi.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The signs that a payload which no installed allocator claims is a heap nevertheless: the magic of an allocator that
 * is known but not installed, or bytes in the place of a known magic that differ from it by little, as damage leaves
 * it.
 *
 * <p>A magic of six bytes may differ in two, a shorter or longer one in a third of its bytes. Bytes that have nothing
 * to do with a magic are like it by chance once in two hundred million times. Nothing is written.
 */
final class HeapSigns {
    /** One byte in so many may differ. */
    private static final int TOLERANCE = 3;

    /** A shorter magic has no near miss that means anything. */
    private static final int SHORTEST = 4;

    private final BStack stack;
    private final long length;
    private final List<Sign> signs = new ArrayList<>();

    /** What was found at the place of a magic, and by how many bytes it differs. */
    private record Sign(int differing, Finding finding) {}

    private HeapSigns(BStack stack) throws IOException {
        this.stack = stack;
        this.length = stack.length();
    }

    /**
     * {@return what was found, that of the highest offset first, and for each offset the magic that differs least;
     * empty for a plain stack}
     *
     * @param stack whose payload no installed allocator claims
     * @param installed the installed allocators
     */
    static List<Finding> in(BStack stack, List<Installed> installed) throws IOException {
        HeapSigns all = new HeapSigns(stack);
        for (KnownFormat each : KnownFormat.ALL) {
            if (!each.isInstalled(installed)) {
                String where = each.module().map(" (%s)"::formatted).orElse("");
                all.look(each.allocator() + " allocator" + where, each.magic(), each.advice());
            }
        }
        for (Installed each : installed) {
            all.look(each.name() + " allocator", each.magic(), "its provider declines the payload");
        }
        return all.nearest();
    }

    private List<Finding> nearest() {
        signs.sort(
                Comparator.comparingLong((Sign sign) -> -sign.finding.offset()).thenComparingInt(Sign::differing));
        List<Finding> nearest = new ArrayList<>();
        for (Sign sign : signs) {
            if (nearest.isEmpty() || nearest.get(nearest.size() - 1).offset() != sign.finding.offset()) {
                nearest.add(sign.finding);
            }
        }
        return List.copyOf(nearest);
    }

    private void look(String whose, AllocatorMagic magic, String ifWhole) throws IOException {
        byte[] wanted = magic.prefix();
        if (wanted.length == 0 || length - wanted.length < magic.offset()) {
            return;
        }
        byte[] bytes = stack.get(magic.offset(), magic.offset() + wanted.length);
        int differing = 0;
        for (int i = 0; i < wanted.length; i++) {
            differing += bytes[i] == wanted[i] ? 0 : 1;
        }
        HexFormat hex = HexFormat.ofDelimiter(" ");
        if (differing == 0) {
            add(
                    differing,
                    magic,
                    "a plain stack, or a heap whose allocator is there",
                    "the magic of the %s, %s: %s".formatted(whose, hex.formatHex(wanted), ifWhole));
        } else if (wanted.length >= SHORTEST && differing <= wanted.length / TOLERANCE) {
            add(
                    differing,
                    magic,
                    "a plain stack, or the magic of the %s, %s".formatted(whose, hex.formatHex(wanted)),
                    hex.formatHex(bytes) + ", as damage leaves it");
        }
    }

    private void add(int differing, AllocatorMagic magic, String expected, String found) {
        signs.add(new Sign(differing, new Finding(magic.offset(), expected, found)));
    }
}
