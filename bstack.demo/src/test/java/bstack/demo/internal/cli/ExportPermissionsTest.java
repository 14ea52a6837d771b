package bstack.demo.internal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bstack.demo.internal.files.FolderExport;
import bstack.demo.internal.files.TransferListener;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectAttributes;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may read what an export writes, while it is written and afterwards, and whom a program acts for. */
class ExportPermissionsTest extends CommandTest {
    private static final int LARGE = 16 << 20;
    private static final int ATTEMPTS = 20;

    private Path file;
    private Path target;

    @BeforeEach
    void makeAStore() {
        file = newStore();
        target = folder.resolve("target");
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private void put(String key, ObjectType type, int permissions, int size) throws IOException {
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            ObjectAttributes attributes = new ObjectAttributes(type, permissions, Instant.EPOCH);
            store.put(Key.of(key), attributes, ValueSource.of(new byte[size]));
        }
    }

    @Test
    void newFoldersAreTheirOwnersAloneUntilEverythingIsInThem() throws IOException {
        put("stored", ObjectType.FOLDER, 0755, 0);
        put("stored/file", ObjectType.FILE, 0644, 1);
        put("implied/file", ObjectType.FILE, 0644, 1);
        List<Integer> modes = new ArrayList<>();
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            new FolderExport(store, file, target, false, new TransferListener() {
                        @Override
                        public void done(Key key, Totals soFar) throws IOException {
                            for (Path path : List.of(target, target.resolve("stored"), target.resolve("implied"))) {
                                if (Files.exists(path)) {
                                    modes.add(mode(path));
                                }
                            }
                        }

                        @Override
                        public void skipped(String what, IOException why) {
                            throw new AssertionError(what, why);
                        }
                    })
                    .run(new byte[0]);
        }
        assertEquals(Set.of(0700), Set.copyOf(modes));
        Path usual = Files.createDirectory(folder.resolve("usual"));
        assertEquals(mode(usual), mode(target));
        assertEquals(mode(usual), mode(target.resolve("implied")));
        assertEquals(0755, mode(target.resolve("stored")));
        try (Stream<Path> left = Files.list(target)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void aFolderIntoWhichNothingGoesIsNotTouched() throws IOException {
        Files.createDirectory(target);
        Files.setLastModifiedTime(target, FileTime.from(Instant.EPOCH));
        assertEquals(Bstack.DONE, run("export", file, target).code());
        assertEquals(FileTime.from(Instant.EPOCH), Files.getLastModifiedTime(target));
    }

    @Test
    void aFolderThatIsThereKeepsItsPermissionsMeanwhile() throws IOException {
        Files.createDirectory(target);
        Files.setAttribute(target, "unix:mode", 0751);
        put("file", ObjectType.FILE, 0644, 1);
        assertEquals(Bstack.DONE, run("export", file, target).code());
        assertEquals(0751, mode(target));
    }

    @Test
    void aFileThatIsNotCompleteIsItsOwnersAlone() throws Exception {
        put("file", ObjectType.FILE, 0666, LARGE);
        Files.createDirectory(target);
        Set<Integer> modes = new HashSet<>();
        for (int attempt = 1; attempt <= ATTEMPTS && modes.isEmpty(); attempt++) {
            AtomicBoolean done = new AtomicBoolean();
            Thread export = new Thread(() -> {
                run("export", file, target, "--force");
                done.set(true);
            });
            export.start();
            while (!done.get()) {
                modes.addAll(modesOfTemporaries());
            }
            export.join();
        }
        assertEquals(Set.of(0600), modes);
        assertEquals(0666, mode(target.resolve("file")));
    }

    private Set<Integer> modesOfTemporaries() throws IOException {
        Set<Integer> modes = new HashSet<>();
        try (Stream<Path> files = Files.list(target)) {
            for (Path path : files.filter(f -> !f.endsWith("file")).toList()) {
                try {
                    if (Files.isRegularFile(path)) {
                        // A name that has gone since then may be the complete file.
                        int mode = mode(path);
                        if (Files.size(path) < LARGE && Files.exists(path)) {
                            modes.add(mode);
                        }
                    }
                } catch (NoSuchFileException e) {
                    // It has been moved into place.
                }
            }
        }
        return modes;
    }

    @Test
    void whatMakesAProgramActForItsOwnerIsLeftOutUnlessAskedFor() throws IOException {
        put("user", ObjectType.FILE, 04755, 1);
        put("group", ObjectType.FILE, 02755, 1);
        put("folder", ObjectType.FOLDER, 02775, 0);
        put("sticky", ObjectType.FOLDER, 01777, 0);
        put("plain", ObjectType.FILE, 0755, 1);
        Result result = run("export", file, target);
        assertEquals(Bstack.DONE, result.code(), result.err());
        assertTrue(result.err().startsWith("bstack: 3 without the stored set-user-id or set-group-id"), result.err());
        assertEquals(0755, mode(target.resolve("user")));
        assertEquals(0755, mode(target.resolve("group")));
        assertEquals(0775, mode(target.resolve("folder")));
        assertEquals(01777, mode(target.resolve("sticky")));
        Path kept = folder.resolve("kept");
        Result asked = run("export", file, kept, "--setuid");
        assertEquals(Bstack.DONE, asked.code(), asked.err());
        assertFalse(asked.err().contains("without"), asked.err());
        assertEquals(04755, mode(kept.resolve("user")));
        assertEquals(02755, mode(kept.resolve("group")));
        assertEquals(02775, mode(kept.resolve("folder")));
    }

    @Test
    void aLinkThatWasPutInPlaceOfAFolderMeanwhileIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.setAttribute(outside, "unix:mode", 0700);
        put("folder", ObjectType.FOLDER, 0777, 0);
        List<String> left = new ArrayList<>();
        try (ObjectStore store = ObjectStore.in(BStackAllocators.open(file))) {
            new FolderExport(store, file, target, false, new TransferListener() {
                        @Override
                        public void done(Key key, Totals soFar) throws IOException {
                            Files.delete(target.resolve("folder"));
                            Files.createSymbolicLink(target.resolve("folder"), outside);
                        }

                        @Override
                        public void skipped(String what, IOException why) {
                            left.add(what);
                        }
                    })
                    .run(new byte[0]);
        }
        assertEquals(0700, mode(outside));
        assertEquals(List.of(target.resolve("folder").toString()), left);
    }
}
