package bstack.spi;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.spi.internal.Detection;
import bstack.spi.internal.Installed;
import bstack.spi.internal.PayloadReport;
import bstack.spi.internal.ProviderSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The way to a heap whose allocator need not be known: it opens a file with the installed allocator that its payload
 * names, and creates files for an allocator given by name.
 *
 * <p>Allocators are found with {@link java.util.ServiceLoader}: on the module path, on the class path, and where the
 * thread's context class loader looks. A file is known by its {@linkplain AllocatorMagic magic}. If several match, the
 * one at the highest offset wins, since the bytes that a format leaves to its user lie below its own magic and might
 * imitate another's; before that, each of the matching providers may
 * {@linkplain BStackAllocatorProvider#accepts decline}. If two are left, that is an error that names both. A provider
 * that fails in all this is reported in the log and passed over.
 *
 * <pre>{@code
 * try (BStackAllocator heap = BStackAllocators.create(Path.of("jobs.bstack"), "first-fit")) {
 *     BStackSlice job = heap.alloc(64);
 *     job.write(bytes);
 * }
 * try (BStackAllocator heap = BStackAllocators.open(Path.of("jobs.bstack"))) { … }
 * }</pre>
 */
public final class BStackAllocators {

    /** The size of a file's header: no smaller file has a payload. */
    private static final int FILE_HEADER = 16;

    private BStackAllocators() {}

    /**
     * Opens an existing file with the allocator that its payload names; never creates one.
     *
     * @param path the file
     * @return the allocator; closing it closes the file
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the file cannot be opened, or its heap not recovered; the file is closed and unlocked then
     */
    public static BStackAllocator open(Path path) throws IOException {
        return open(path, BStackOptions.defaults());
    }

    /**
     * Opens an existing file as {@link #open(Path)} does.
     *
     * @param path the file
     * @param options the options of the stack, how long to wait for the file's lock for example; whether they create a
     *     missing file does not matter
     */
    public static BStackAllocator open(Path path, BStackOptions options) throws IOException {
        checkExists(path);
        if (Files.isRegularFile(path) && Files.size(path) < FILE_HEADER) {
            // Opening it for writing would make it a stack; there is nothing to find in it, so it is left as it is.
            return openReadOnly(path, options);
        }
        return orClose(BStack.open(path, options.createsMissing(false)), BStackAllocators::open);
    }

    /**
     * Opens the heap on a stack with the allocator that its payload names.
     *
     * @param stack an open stack without an allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed, or carries an allocator
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the heap cannot be recovered or the stack fails; the stack stays open
     */
    public static BStackAllocator open(BStack stack) throws IOException {
        AbstractBStackAllocator.checkUnclaimed(stack);
        List<Installed> installed = ProviderSearch.installed();
        Optional<Installed> found = new Detection(installed).find(stack);
        if (found.isEmpty()) {
            throw PayloadReport.unknown(stack, installed);
        }
        return open(found.get(), stack);
    }

    /**
     * Opens an existing file for reading only, with the allocator that its payload names; nothing is written, whatever
     * must be recovered is recovered in memory.
     *
     * @param path the file; others may have it open for reading at the same time
     * @return the allocator, which refuses every change; closing it closes the file
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the file cannot be opened, or its heap not recovered; the file is closed and unlocked then
     */
    public static BStackAllocator openReadOnly(Path path) throws IOException {
        return openReadOnly(path, BStackOptions.defaults());
    }

    /**
     * Opens an existing file as {@link #openReadOnly(Path)} does.
     *
     * @param path the file
     * @param options the options of the stack, how long to wait for the file's lock for example
     */
    public static BStackAllocator openReadOnly(Path path, BStackOptions options) throws IOException {
        checkExists(path);
        return orClose(BStack.openReadOnly(path, options), BStackAllocators::open);
    }

    /**
     * Makes a file a heap of the named allocator, or opens it if it is one.
     *
     * <p>A missing file is created. Formatted is a file that is empty, holds a part of a file's header or an empty
     * payload, or, what an interrupted creation leaves, a payload of at most 48 zero bytes. An allocator without a
     * magic, such as the linear one, opens every payload. Any other file is refused and stays as it is.
     *
     * @param path the file
     * @param allocatorName the name of an installed allocator
     * @return the allocator; closing it closes the file
     * @throws UnknownAllocatorException if no allocator of that name is installed, or the file is not one of its heaps
     * @throws IOException if the file cannot be created or opened; it is closed and unlocked then
     */
    public static BStackAllocator create(Path path, String allocatorName) throws IOException {
        return create(path, allocatorName, BStackOptions.defaults());
    }

    /**
     * Makes a file a heap as {@link #create(Path, String)} does.
     *
     * @param path the file
     * @param allocatorName the name of an installed allocator
     * @param options the options of the stack, how long to wait for the file's lock for example; whether they create a
     *     missing file does not matter
     */
    public static BStackAllocator create(Path path, String allocatorName, BStackOptions options) throws IOException {
        List<Installed> installed = ProviderSearch.installed();
        Installed wanted = named(allocatorName, installed, path.toString());
        return orClose(
                BStack.open(path, options.createsMissing(true)), stack -> create(stack, wanted, installed));
    }

    /**
     * Makes a stack a heap of the named allocator, or opens it if it is one, as {@link #create(Path, String)} does.
     *
     * @param stack an open stack without an allocator
     * @param allocatorName the name of an installed allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed, or carries an allocator
     * @throws UnknownAllocatorException if no allocator of that name is installed, or the payload is not one of its
     *     heaps
     * @throws IOException if the stack fails; it stays open
     */
    public static BStackAllocator create(BStack stack, String allocatorName) throws IOException {
        List<Installed> installed = ProviderSearch.installed();
        return create(stack, named(allocatorName, installed, stack.name()), installed);
    }

    /**
     * {@return the provider of the allocator that the stack's payload names; empty if none is installed that knows it}
     *
     * @param stack is read, never changed
     * @throws UnknownAllocatorException if two are left to choose from
     * @throws IOException if the stack fails
     */
    public static Optional<BStackAllocatorProvider> detect(BStack stack) throws IOException {
        return new Detection(ProviderSearch.installed()).find(stack).map(Installed::provider);
    }

    /** {@return the providers that are installed now, ordered by name; those that cannot be loaded are left out} */
    public static List<BStackAllocatorProvider> providers() {
        return ProviderSearch.installed().stream().map(Installed::provider).toList();
    }

    private static BStackAllocator create(BStack stack, Installed wanted, List<Installed> installed)
            throws IOException {
        AbstractBStackAllocator.checkUnclaimed(stack);
        if (!wanted.magic().isDetectable() || stack.isEmpty()) {
            return open(wanted, stack);
        }
        Optional<Installed> actual = new Detection(installed).find(stack);
        if (actual.isPresent() && actual.get() == wanted) {
            return open(wanted, stack);
        }
        if (actual.isEmpty() && PayloadReport.isBlank(stack)) {
            // Not every provider knows what an interrupted creation leaves; all of them format an empty payload.
            stack.discard(stack.length());
            return open(wanted, stack);
        }
        throw PayloadReport.notThat(stack, wanted, actual.orElse(null), installed);
    }

    private static BStackAllocator open(Installed chosen, BStack stack) throws IOException {
        BStackAllocator allocator = chosen.provider().open(stack);
        if (allocator == null) {
            throw new IllegalStateException("the provider of the %s allocator, %s, returned none for %s"
                    .formatted(chosen.name(), chosen.provider().getClass().getName(), stack.name()));
        }
        return allocator;
    }

    private static Installed named(String name, List<Installed> installed, String path) throws IOException {
        List<Installed> bearers =
                installed.stream().filter(each -> each.name().equals(name)).toList();
        if (bearers.size() != 1) {
            throw PayloadReport.noSuchName(path, name, installed);
        }
        return bearers.getFirst();
    }

    private static void checkExists(Path path) throws NoSuchFileException {
        if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString(), null, "create a heap with BStackAllocators.create");
        }
    }

    @FunctionalInterface
    private interface Opening {
        BStackAllocator on(BStack stack) throws IOException;
    }

    /** Opens the allocator on a stack of ours, and closes the stack if that fails. */
    private static BStackAllocator orClose(BStack stack, Opening opening) throws IOException {
        try {
            return opening.on(stack);
        } catch (Throwable failure) {
            try {
                stack.close();
            } catch (IOException | RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }
}
