package bstack.demo.internal.salvage;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.HeapRoot;
import bstack.collections.StoredPart.Name;
import bstack.core.BStackCorruptException;
import bstack.demo.internal.files.Sources;
import bstack.demo.internal.files.TemporaryFile;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.StoredObject;
import bstack.demo.internal.store.ValueSource;
import bstack.spi.BStackAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The copy of an object store, object by object, from a heap that has its maps, of which parts may be missing. An object of
 * which anything is missing is not copied.
 */
final class StoreCopy {
    /** The name of the map of objects. */
    static final String OBJECTS = "objects";

    private static final String DATA = "objects.data";
    private static final int TOTALS_SIZE = 16;
    private static final int IN_MEMORY = 8 << 20;
    /** The maps of a store, and the codecs of each. */
    private static final Map<String, String[]> MAPS = Map.of(
            OBJECTS, new String[] {"bstack.object-key", "bstack.object"},
            DATA, new String[] {"bstack.value-part", "bstack.bytes"});

    private StoreCopy() {}

    /** {@return whether a structure is a map of a store} */
    static boolean isOfStore(String name, Name found) {
        String[] codecs = MAPS.get(name);
        return codecs != null
                && found.codecs().size() == 2
                && codecs[0].equals(found.codecs().get(0));
    }

    /** {@return how many objects were copied} */
    static long run(BStackAllocator scratch, BStackAllocator target, Wreck.Losses losses) throws IOException {
        complete(HeapRoot.open(scratch));
        ObjectStore from = ObjectStore.in(scratch);
        ObjectStore to = ObjectStore.in(target);
        long[] copied = new long[1];
        from.visit(new byte[0], object -> {
            if (copy(from, object, to)) {
                copied[0]++;
            } else {
                losses.lost(
                        0,
                        "a part of the value of '%s' is damaged"
                                .formatted(object.key().name()));
            }
        });
        return copied[0];
    }

    /** Makes what the store cannot be opened without, if it is lost: the second map, and the totals. */
    private static void complete(HeapRoot root) throws IOException {
        map(root, DATA);
        map(root, OBJECTS).putIfAbsent(new byte[0], new byte[TOTALS_SIZE]);
    }

    private static DurableMap<byte[], byte[]> map(HeapRoot root, String name) throws IOException {
        String[] codecs = MAPS.getOrDefault(name, new String[0]);
        return root.map(
                name,
                Codec.of(codecs[0], bytes -> bytes, bytes -> bytes),
                Codec.of(codecs[1], bytes -> bytes, bytes -> bytes));
    }

    private static boolean copy(ObjectStore from, StoredObject object, ObjectStore to) throws IOException {
        try {
            // What is damaged shows before anything is allocated for it: a record may name any length.
            from.read(object, OutputStream.nullOutputStream());
        } catch (BStackCorruptException e) {
            return false;
        }
        if (object.size() <= IN_MEMORY) {
            ByteArrayOutputStream value = new ByteArrayOutputStream((int) object.size());
            from.read(object, value);
            to.put(object.key(), object.attributes(), ValueSource.of(value.toByteArray()));
            return true;
        }
        Path place = Path.of(to.heap().stack().name()).toAbsolutePath();
        try (TemporaryFile file = TemporaryFile.in(place.getParent() == null ? place : place.getParent())) {
            try (OutputStream out = file.out()) {
                from.read(object, out);
            }
            try (Sources.Prepared value = Sources.ofFile(file.path(), place)) {
                to.put(object.key(), object.attributes(), value);
            }
        }
        return true;
    }
}
