package bstack.demo.internal.tour;

import bstack.core.BStack;
import bstack.spi.BStackAllocators;
import bstack.spi.UnknownAllocatorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A heap of an allocator that is not here, and how one gets here. */
final class StrangerStop {
    private final Guide guide;

    StrangerStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder) throws IOException {
        guide.heading(8, "An allocator of somebody else");
        guide.explain(
                "Anyone can write an allocator: a jar on the path is found by itself, and its files by their magic."
                        + " BSTACK_MODULES=DIR adds the jars of a folder to this command; examples/third-party-allocator is a whole"
                        + " one.");
        Path file = folder.resolve("stranger.bstack");
        try (BStack stack = BStack.open(file)) {
            stack.push(
                    ("0123456789abcdefRING" + "\0\1\0\0" + "of another program").getBytes(StandardCharsets.US_ASCII));
        }
        try (var heap = BStackAllocators.open(file)) {
            Guide.expect(false, "nobody to know this heap, which " + heap.name() + " has opened");
        } catch (UnknownAllocatorException e) {
            guide.fact("a file with the magic RING", "not opened, and not changed: " + e.found());
            guide.fact("installed here", String.join(", ", e.installed()));
        }
    }
}
