package bstack.demo.internal.store;

import bstack.demo.internal.store.StoredObject.Parts;
import java.io.IOException;
import java.util.Arrays;

/** The search for values that two objects have in common, which none may; in bounded memory, in as many passes as it takes. */
final class SharedValues {
    /** About so many numbers of values are in memory at a time. */
    private static final int AT_A_TIME = 1 << 20;

    private final StoreMaps maps;
    private long[] ids = new long[64];
    private int size;

    private SharedValues(StoreMaps maps) {
        this.maps = maps;
    }

    /** {@return the number of a value that is that of two objects, or 0} */
    static long find(StoreMaps maps) throws IOException {
        return new SharedValues(maps).find();
    }

    private long find() throws IOException {
        long passes = maps.size() / AT_A_TIME + 1;
        for (long pass = 0; pass < passes; pass++) {
            collect(pass, passes);
            Arrays.sort(ids, 0, size);
            for (int i = 1; i < size; i++) {
                if (ids[i] == ids[i - 1]) {
                    return ids[i];
                }
            }
        }
        return 0;
    }

    private void collect(long pass, long passes) throws IOException {
        size = 0;
        maps.objects().forEach((key, bytes) -> {
            if (StoreMaps.isObject(key)
                    && maps.object(Key.ofBytes(key), bytes).place() instanceof Parts parts
                    && parts.id() % passes == pass) {
                if (size == ids.length) {
                    ids = Arrays.copyOf(ids, size + (size >> 1));
                }
                ids[size++] = parts.id();
            }
        });
    }
}
