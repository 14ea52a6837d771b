package bstack.demo.internal.store;

import bstack.collections.SliceUse;
import bstack.demo.internal.store.old.OldCatalog;
import bstack.demo.internal.store.old.OldEntry;
import bstack.demo.internal.store.old.OldStore;
import bstack.demo.internal.store.old.OldWalk;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The slices of a heap that its structures, and what is left of an old store, occupy, and what each is. */
final class StoreSlices {
    private static final String INDEX = "a part of the store's index";

    private StoreSlices() {}

    /** Takes slices. */
    @FunctionalInterface
    interface Visitor {
        /** Takes one, by where it begins and its length. */
        void slice(long start, long length);
    }

    /** {@return how many pages the store's structures have} */
    static long pages(Contents contents) throws IOException {
        long[] pages = new long[1];
        StoreMaps maps = contents.maps();
        if (maps != null) {
            maps.root().trace(use -> pages[0] += isStores(use) && use.part() == SliceUse.Part.PAGE ? 1 : 0);
        }
        OldStore old = contents.old();
        if (old != null) {
            OldWalk walk = new OldWalk(old, new OldWalk.Visitor() {});
            walk.run();
            pages[0] += walk.pages();
        }
        return pages[0];
    }

    private static boolean isStores(SliceUse use) {
        return use.structure().equals(StoreMaps.OBJECTS)
                || use.structure().equals(StoreMaps.DATA)
                || use.structure().equals(Contents.CONVERSION);
    }

    /** Shows all slices, those of other structures also. */
    static void visit(Contents contents, Visitor visitor) throws IOException {
        StoreMaps maps = contents.maps();
        if (maps != null) {
            maps.root()
                    .trace(use -> visitor.slice(use.slice().start(), use.slice().length()));
        }
        OldStore old = contents.old();
        if (old != null) {
            visitor.slice(old.catalog().slice().start(), OldCatalog.SIZE);
            new OldWalk(old, new OldWalk.Visitor() {
                        @Override
                        public void page(long start) {
                            visitor.slice(start, OldWalk.PAGE_SIZE);
                        }

                        @Override
                        public void entry(OldEntry entry) {
                            if (entry.length() > 0) {
                                visitor.slice(entry.start(), entry.length());
                            }
                        }
                    })
                    .run();
        }
    }

    /** {@return what is at some places where slices begin, for messages} */
    static Map<Long, String> describe(Contents contents, Set<Long> starts) throws IOException {
        Map<Long, String> found = new HashMap<>();
        Map<Long, Long> values = new HashMap<>();
        StoreMaps maps = contents.maps();
        if (maps != null) {
            maps.root().trace(use -> {
                long start = use.slice().start();
                byte[] key = use.key();
                if (!starts.contains(start)) {
                    return;
                }
                if (key != null && use.structure().equals(StoreMaps.DATA)) {
                    values.put(ValueParts.id(key), start);
                }
                boolean isOthers = !use.structure().isEmpty() && !isStores(use);
                found.putIfAbsent(start, isOthers ? "a part of the structure " + use.structure() : INDEX);
            });
            if (!values.isEmpty()) {
                maps.objects().forEach((key, bytes) -> {
                    if (StoreMaps.isObject(key)
                            && maps.object(Key.ofBytes(key), bytes).place() instanceof StoredObject.Parts parts
                            && values.containsKey(parts.id())) {
                        found.put(values.get(parts.id()), valueOf(key));
                    }
                });
            }
        }
        OldStore old = contents.old();
        if (old != null) {
            new OldWalk(old, new OldWalk.Visitor() {
                        @Override
                        public void page(long start) {
                            found.putIfAbsent(start, INDEX);
                        }

                        @Override
                        public void entry(OldEntry entry) {
                            if (starts.contains(entry.start())) {
                                found.put(entry.start(), valueOf(entry.key()));
                            }
                        }
                    })
                    .run();
        }
        return found;
    }

    private static String valueOf(byte[] key) {
        return "the value of '" + Key.ofBytes(key).name() + "'";
    }
}
