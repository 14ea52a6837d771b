package bstack.demo.internal.tour;

import bstack.collections.Codec;
import bstack.collections.DamagedStructureException;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocatorProvider;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bit that the disk has changed by itself: noticed, named, and limited to what it hit. */
final class DamageStop {
    private static final int ENTRIES = 50;
    private static final int SIZE = 2000;

    private final Guide guide;

    DamageStop(Guide guide) {
        this.guide = guide;
    }

    void visit(Path folder, BStackAllocatorProvider provider) throws IOException {
        guide.heading(7, "A flipped bit: noticed, and limited to what it hit");
        guide.explain("Pages and values have checksums. Here one bit of one value is flipped behind the library's back."
                + " 'bstack check' would list it, and 'bstack repair' copies all the rest, even if the allocator itself"
                + " is damaged.");
        Path file = folder.resolve("damage.bstack");
        try (BStackAllocator heap = BStackAllocators.create(file, provider.name())) {
            DurableMap<Long, String> map = map(heap);
            for (long i = 0; i < ENTRIES; i++) {
                map.put(i, "value %02d ".formatted(i).repeat(SIZE / 9));
            }
        }
        int at = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf("value 17 ");
        Guide.expect(at > 0, "the value to be in the file");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write('v' ^ 1);
        }
        try (BStackAllocator heap = BStackAllocators.openReadOnly(file)) {
            int sound = 0;
            for (long i = 0; i < ENTRIES; i++) {
                try {
                    sound += map(heap).get(i) == null ? 0 : 1;
                } catch (DamagedStructureException e) {
                    Guide.expect(i == 17, "no other value to be damaged");
                    guide.fact(
                            "get of the key 17",
                            "refused: the checksum of the value at " + (e.offset() - 16) + " does not fit");
                }
            }
            Guide.expect(sound == ENTRIES - 1, "all other values to be sound");
            guide.fact("get of all other keys", sound + " values, all sound");
        }
    }

    private static DurableMap<Long, String> map(BStackAllocator heap) throws IOException {
        return HeapRoot.open(heap).map("values", Codec.int64(), Codec.utf8());
    }
}
