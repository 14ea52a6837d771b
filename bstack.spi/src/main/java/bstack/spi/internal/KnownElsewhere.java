package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An allocator of this project that a file shows signs of, for the advice in a message only: what opens a file is
 * decided by the providers that are installed, and the formats are written down in their own modules.
 *
 * @param allocator its name
 * @param module the module, and artifact, that has it
 * @param sign what its files begin with
 */
record KnownElsewhere(String allocator, String module, AllocatorMagic sign) {

    /** Highest offset first, as in detection. */
    private static final List<KnownElsewhere> ALL = List.of(
            new KnownElsewhere("ghost-tree", "bstack.alloc.ghosttree", sign(32, "ALGT")),
            new KnownElsewhere("first-fit", "bstack.alloc.firstfit", sign(16, "ALFF")));

    private static AllocatorMagic sign(long offset, String ascii) {
        return new AllocatorMagic(offset, ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return the allocator that the payload looks like} */
    static Optional<KnownElsewhere> of(BStack stack) throws IOException {
        for (KnownElsewhere each : ALL) {
            if (each.sign.matches(stack)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
