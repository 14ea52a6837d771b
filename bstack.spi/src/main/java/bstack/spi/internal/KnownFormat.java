package bstack.spi.internal;

import bstack.core.BStack;
import bstack.spi.AllocatorMagic;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A heap format that is known by its magic alone, whether or not its allocator is installed. It distinguishes a heap
 * that cannot be opened from a plain stack. Only installed providers open files.
 *
 * @param allocator the allocator's name
 * @param module the module, and artifact, that has it; empty if this project has none
 * @param magic what its files have in common
 */
record KnownFormat(String allocator, Optional<String> module, AllocatorMagic magic) {

    /** Highest offset first, as in detection. */
    static final List<KnownFormat> ALL = List.of(
            new KnownFormat("ghost-tree", Optional.of("bstack.alloc.ghosttree"), magic(32, "ALGT")),
            new KnownFormat("slab", Optional.empty(), magic(24, "ALSL")),
            new KnownFormat("checked-slab", Optional.empty(), magic(24, "ALCK")),
            new KnownFormat("first-fit", Optional.of("bstack.alloc.firstfit"), magic(16, "ALFF")));

    /** All of them are of version 0.1. */
    private static AllocatorMagic magic(long offset, String name) {
        byte[] prefix = new byte[] {
            (byte) name.charAt(0), (byte) name.charAt(1), (byte) name.charAt(2), (byte) name.charAt(3), 0, 1
        };
        return new AllocatorMagic(offset, prefix);
    }

    /** {@return whether one of the installed providers claims files with this magic} */
    boolean isInstalled(List<Installed> installed) {
        return installed.stream().anyMatch(each -> each.magic().equals(magic));
    }

    /** {@return the format of highest offset that the payload has the magic of and that is not installed} */
    static Optional<KnownFormat> missing(BStack stack, List<Installed> installed) throws IOException {
        for (KnownFormat each : ALL) {
            if (each.magic.matches(stack) && !each.isInstalled(installed)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** {@return what to do to open such a file} */
    String advice() {
        return module.map(name -> "put %s on the module path or class path".formatted(name))
                .orElse("put a provider for it on the module path or class path, or open the file with the"
                        + " implementation that wrote it");
    }
}
