package bstack.demo.internal.salvage;

import bstack.collections.Codec;
import bstack.collections.DurableMap;
import bstack.collections.DurableQueue;
import bstack.collections.HeapRoot;
import bstack.collections.StoredPart.Kind;
import bstack.collections.StoredPart.Name;
import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.core.BStackVersionException;
import bstack.core.RecoveryReport;
import bstack.spi.BStackAllocator;
import bstack.spi.BStackAllocators;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** The copy of what is sound in the structures of a damaged file into a heap. */
public final class Repair {
    /** How many bytes go into one transaction, about. */
    private static final long BATCH = 4L << 20;
    /** How many entries go into one transaction at most. */
    private static final int MOST = 1000;

    private final List<Loss> losses = new ArrayList<>();
    private final List<Saved> saved = new ArrayList<>();
    private long more;

    /** More losses are counted, not listed. */
    private static final int LISTED = 1000;

    /** Something that is not as it was: in which structure, at which offset of the payload, and what. */
    public record Loss(String structure, long offset, String what) {}

    /** A structure that was copied, what it is, and how many entries it has now. */
    public record Saved(String name, String kind, long entries) {}

    /** Opens a file however damaged it is. */
    public static final class Source implements AutoCloseable {
        /** Where the minor version is in a file. */
        private static final int MINOR = 5;

        private final BStack stack;
        private final String damage;

        private Source(BStack stack, String damage) {
            this.stack = stack;
            this.damage = damage;
        }

        /** {@return the stack in a file; where it cannot be opened as one, all after the header's place is the payload} */
        public static Source open(Path file, BStackOptions options) throws IOException {
            try {
                BStack stack = BStack.openReadOnly(file, options);
                RecoveryReport.State state = stack.recovery().state();
                if (state != RecoveryReport.State.INTERRUPTED_PUSH && state != RecoveryReport.State.INTERRUPTED_POP) {
                    return new Source(stack, "");
                }
                long length = stack.length();
                stack.close();
                return new Source(
                        BStack.openReadOnly(new OverlaidFile(file)),
                        "%s: its header says that the payload has %d bytes, and the file has %d"
                                .formatted(file, length, Files.size(file)));
            } catch (BStackCorruptException e) {
                return new Source(BStack.openReadOnly(new OverlaidFile(file)), String.valueOf(e.getMessage()));
            } catch (BStackVersionException e) {
                if (isFormat04(file)) {
                    // A file of another format, rather than a damaged version.
                    throw e;
                }
                return new Source(BStack.openReadOnly(new OverlaidFile(file)), String.valueOf(e.getMessage()));
            }
        }

        private static boolean isFormat04(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] version = in.readNBytes(MINOR + 1);
                return version.length > MINOR && version[MINOR - 1] == 0 && version[MINOR] == 4;
            }
        }

        /** {@return why it could not be opened as it is; empty if it could} */
        public String damage() {
            return damage;
        }

        /** {@return the name of its allocator, if one can be told by its magic; else the other name} */
        public String allocator(String otherwise) throws IOException {
            return BStackAllocators.detect(stack).map(found -> found.name()).orElse(otherwise);
        }

        @Override
        public void close() throws IOException {
            stack.close();
        }
    }

    /** {@return what is not as it was, the first 1,000} */
    public List<Loss> losses() {
        return losses;
    }

    /** {@return how many losses there are that are not listed} */
    public long moreLosses() {
        return more;
    }

    /** {@return what was copied} */
    public List<Saved> saved() {
        return saved;
    }

    /**
     * Copies what is sound, in many transactions.
     *
     * @param scratch takes the maps of an object store as they are; its objects go from there to the target one by one, so
     *     that the target has whole objects alone
     * @param progress is told how many bytes have been searched
     */
    public void run(Source source, BStackAllocator target, BStackAllocator scratch, LongConsumer progress)
            throws IOException {
        Wreck wreck = Wreck.of(source.stack, progress);
        HeapRoot root = HeapRoot.open(target);
        HeapRoot ofStore = HeapRoot.open(scratch);
        boolean isStore = false;
        for (Map.Entry<String, Name> each : wreck.names().entrySet()) {
            boolean isOfStore = StoreCopy.isOfStore(each.getKey(), each.getValue());
            isStore |= isOfStore;
            copy(wreck, each.getKey(), each.getValue(), isOfStore ? ofStore : root);
            if (isOfStore) {
                saved.remove(saved.size() - 1);
            }
        }
        if (isStore) {
            long objects = StoreCopy.run(scratch, target, losses(StoreCopy.OBJECTS));
            saved.add(new Saved(StoreCopy.OBJECTS, "store", objects));
        }
    }

    private void copy(Wreck wreck, String name, Name found, HeapRoot root) throws IOException {
        Batches batches = new Batches(root);
        boolean isMap = found.kind() == Kind.MAP;
        if (isMap) {
            DurableMap<byte[], byte[]> map = root.map(
                    name, passing(found.codecs().get(0)), passing(found.codecs().get(1)));
            wreck.save(found, (key, value) -> batches.add(value.length, () -> map.put(key, value)), losses(name));
        } else {
            DurableQueue<byte[]> queue = root.queue(name, passing(found.codecs().get(0)));
            wreck.save(found, (key, value) -> batches.add(value.length, () -> queue.add(value)), losses(name));
        }
        batches.finish();
        saved.add(new Saved(name, isMap ? "map" : "queue", batches.count));
    }

    private Wreck.Losses losses(String structure) {
        return (offset, what) -> {
            if (losses.size() < LISTED) {
                losses.add(new Loss(structure, offset, what));
            } else {
                more++;
            }
        };
    }

    private static Codec<byte[]> passing(String id) {
        return Codec.of(id, bytes -> bytes, bytes -> bytes);
    }

    /** Changes that become one transaction when there are enough of them. */
    private static final class Batches {
        private final HeapRoot root;
        private final List<Step> steps = new ArrayList<>();
        private long bytes;
        private long count;

        Batches(HeapRoot root) {
            this.root = root;
        }

        @FunctionalInterface
        interface Step {
            void run() throws IOException;
        }

        void add(long size, Step step) throws IOException {
            steps.add(step);
            bytes += size;
            count++;
            if (bytes >= BATCH || steps.size() >= MOST) {
                finish();
            }
        }

        void finish() throws IOException {
            root.heap().stack().transact(() -> {
                for (Step step : steps) {
                    step.run();
                }
            });
            steps.clear();
            bytes = 0;
        }
    }
}
