package bstack.demo.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and link targets that no argument of a command can have, but a store that somebody else made. */
class FolderExportTest {
    private static final byte[] WITH_A_ZERO = {(byte) 0xff, 0};

    @TempDir
    Path folder;

    @Test
    void namesAndTargetsWithAZeroByteAreLeftOutAndTheRestIsWritten() throws IOException {
        List<String> skipped = new ArrayList<>();
        Path file = folder.resolve("store.bstack");
        Path target = folder.resolve("out");
        try (ObjectStore store = ObjectStore.in(BStackAllocators.create(file, "first-fit"))) {
            store.put(Key.ofBytes(WITH_A_ZERO), attributes(ObjectType.FILE), ValueSource.of(new byte[1]));
            store.put(Key.of("a\0b"), attributes(ObjectType.FILE), ValueSource.of(new byte[1]));
            store.put(Key.of("link"), attributes(ObjectType.LINK), ValueSource.of(WITH_A_ZERO));
            store.put(Key.of("text link"), attributes(ObjectType.LINK), ValueSource.of(new byte[1]));
            store.put(Key.of("nowhere"), attributes(ObjectType.LINK), ValueSource.of(new byte[0]));
            store.put(Key.of("good"), attributes(ObjectType.FILE), ValueSource.of(new byte[1]));
            TransferListener listener = new TransferListener() {
                @Override
                public void done(Key key, Totals totals) {}

                @Override
                public void skipped(String name, IOException why) {
                    skipped.add(name);
                }
            };
            assertEquals(
                    1,
                    new FolderExport(store, file, target, false, listener)
                            .run(new byte[0])
                            .files());
        }
        skipped.sort(null);
        assertEquals(List.of("a\0b", "link", "nowhere", "text link", "\udcff\0"), skipped);
        try (var written = Files.list(target)) {
            assertEquals(List.of(target.resolve("good")), written.toList());
        }
    }

    private static ObjectAttributes attributes(ObjectType type) {
        return new ObjectAttributes(type, 0644, Instant.EPOCH);
    }
}
