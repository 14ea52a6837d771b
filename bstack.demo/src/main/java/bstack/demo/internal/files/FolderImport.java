package bstack.demo.internal.files;

import bstack.demo.internal.files.FolderListing.Item;
import bstack.demo.internal.files.TransferListener.Totals;
import bstack.demo.internal.store.Key;
import bstack.demo.internal.store.ObjectStore;
import bstack.demo.internal.store.ObjectType;
import bstack.demo.internal.store.SourceException;
import bstack.demo.internal.store.ValueSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A folder's way into the store: every file, folder and link one put, several at a time, so that they share flushes.
 *
 * <p>What cannot be read is reported and left out; a failure of the store ends the import.
 */
public final class FolderImport {
    private static final int THREADS = 8;
    /** So many keys are removed in one transaction. */
    private static final int AT_A_TIME = 256;

    private final ObjectStore store;
    private final Path folder;
    private final Path self;
    private final ImportOptions options;
    private final TransferListener listener;
    private final AtomicLong unchanged = new AtomicLong();
    private final AtomicInteger next = new AtomicInteger();
    private List<Item> items = List.of();
    private Totals totals = new Totals(0, 0, 0, 0);
    private boolean skipped;
    private long deleted;

    /**
     * Prepares an import.
     *
     * @param folder what to import; a link to a folder is followed
     * @param self the store's own file, which is left out if it is in the folder
     * @param options what else is to be done
     */
    public FolderImport(ObjectStore store, Path folder, Path self, ImportOptions options, TransferListener listener) {
        this.store = store;
        this.folder = folder;
        this.self = self;
        this.options = options;
        this.listener = listener;
    }

    /**
     * {@return what has been imported}
     *
     * @throws IOException if the folder cannot be read at all, or the store fails
     */
    public Totals run() throws IOException {
        items = FolderListing.of(folder, self, options.prefix(), options::isExcluded, this::skip);
        totals = new Totals(
                0, 0, items.size(), items.stream().mapToLong(Item::size).sum());
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, Math.min(items.size(), THREADS)));
        try {
            List<Callable<Void>> loops = IntStream.range(0, THREADS)
                    .<Callable<Void>>mapToObj(i -> this::work)
                    .toList();
            for (Future<Void> loop : workers.invokeAll(loops)) {
                loop.get();
            }
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the import was interrupted", e);
        } finally {
            workers.shutdownNow();
        }
        if (options.delete()) {
            delete();
        }
        return totals;
    }

    /** {@return how many files, folders and links have been left as they were, since nothing of them had changed} */
    public long unchanged() {
        return unchanged.get();
    }

    /** {@return how many keys have been removed} */
    public long deleted() {
        return deleted;
    }

    /** {@return whether keys were to be removed, and none was, because not all of the folder could be read} */
    public boolean isDeletionLeftOut() {
        return options.delete() && skipped;
    }

    /** Removes what is not in the folder: nothing, if it is not known what is. */
    private void delete() throws IOException {
        if (skipped) {
            return;
        }
        Set<Key> there = new HashSet<>();
        items.forEach(item -> there.add(item.key()));
        List<Key> gone = new ArrayList<>();
        int before = options.prefix().length;
        store.visit(options.prefix(), object -> {
            byte[] key = object.key().bytes();
            boolean isSelf = key.length == before;
            if (!isSelf
                    && !there.contains(object.key())
                    && !options.isExcludedWithin(Arrays.copyOfRange(key, before, key.length))) {
                gone.add(object.key());
            }
        });
        for (int from = 0; from < gone.size(); from += AT_A_TIME) {
            List<Key> some = gone.subList(from, Math.min(gone.size(), from + AT_A_TIME));
            store.removeAll(some);
            deleted += some.size();
        }
    }

    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }

    /** Takes one item after the other, until there are none or one of the workers has failed. */
    private Void work() throws IOException {
        try {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                store(items.get(i));
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            next.set(items.size());
            throw e;
        }
    }

    private boolean isUnchanged(Item item) throws IOException {
        return store.find(item.key())
                .filter(object -> object.attributes().equals(item.attributes())
                        && (object.attributes().type() != ObjectType.FILE || object.size() == item.size()))
                .isPresent();
    }

    private void store(Item item) throws IOException {
        if (options.onlyChanged() && isUnchanged(item)) {
            unchanged.incrementAndGet();
            return;
        }
        switch (item.attributes().type()) {
            case FOLDER -> put(item, ValueSource.of(new byte[0]));
            case LINK -> {
                byte[] target;
                try {
                    target = FileNames.linkTarget(item.path());
                } catch (IOException e) {
                    skip(item.path(), e);
                    return;
                }
                put(item, ValueSource.of(target));
            }
            case FILE -> storeFile(item);
        }
    }

    private void storeFile(Item item) throws IOException {
        Sources.Prepared source;
        try {
            source = Sources.ofFile(item.path(), self);
        } catch (IOException e) {
            skip(item.path(), e);
            return;
        }
        try (source) {
            put(item, source);
        } catch (SourceException e) {
            skip(item.path(), e);
        }
    }

    private void put(Item item, ValueSource source) throws IOException {
        store.put(item.key(), item.attributes(), source);
        synchronized (this) {
            totals = totals.plus(item.attributes().type() == ObjectType.FILE ? source.length() : 0);
            listener.done(item.key(), totals);
        }
    }

    private synchronized void skip(Path path, IOException why) {
        skipped = true;
        listener.skipped(FileNames.text(path), why);
    }
}
