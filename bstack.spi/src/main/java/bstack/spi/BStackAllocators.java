package bstack.spi;

import bstack.core.BStack;
import bstack.core.BStackOptions;
import bstack.spi.internal.ProviderSearch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The opener of heaps. It opens a file with the installed allocator that the payload names, and creates files for an
 * allocator given by name. Thread-safe.
 *
 * <p>{@link java.util.ServiceLoader} finds allocators on the module path, on the class path, and where the thread's
 * context class loader looks. {@link #in(ClassLoader)} and {@link #in(ModuleLayer)} look elsewhere. A
 * {@linkplain AllocatorMagic magic} identifies the allocator of a file. If several magics match, each of their
 * providers may {@linkplain BStackAllocatorProvider#accepts decline}. Of those that are left, the magic at the highest
 * offset wins, because the bytes that a format leaves to its user are below its own magic and might imitate another's.
 * If two are left at the same offset, the open throws an exception that names both. If a provider throws anything
 * during the search, the exception is logged and the provider is skipped.
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
    private static final InstalledAllocators EVERYWHERE = new InstalledAllocators(ProviderSearch::installed);

    private BStackAllocators() {}

    /**
     * {@return the allocators that a class loader finds, for programs that load allocators as plug-ins}
     *
     * @param loader where to look; its parents are searched too
     */
    public static InstalledAllocators in(ClassLoader loader) {
        Objects.requireNonNull(loader, "loader");
        return new InstalledAllocators(() -> ProviderSearch.installed(loader));
    }

    /**
     * {@return the allocators of the modules in a layer, and in the layers that it is built on}
     *
     * @param layer where to look; it must have been created over the layer with {@code bstack.spi}
     */
    public static InstalledAllocators in(ModuleLayer layer) {
        Objects.requireNonNull(layer, "layer");
        return new InstalledAllocators(() -> ProviderSearch.installed(layer));
    }

    /**
     * Opens an existing file with the allocator that its payload names; never creates one.
     *
     * <p>Nothing is written before the allocator has accepted the payload. A file with a journal, or one in which a
     * push or pop was interrupted, is first recovered in memory and opened there.
     *
     * @param path the file
     * @return the allocator; closing it closes the file
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the file cannot be opened, or its heap not recovered; it is as it was, closed and unlocked
     */
    public static BStackAllocator open(Path path) throws IOException {
        return EVERYWHERE.open(path);
    }

    /**
     * Opens an existing file; see {@link #open(Path)}.
     *
     * @param path the file
     * @param options of the stack; the file is never created, whatever they say
     * @return the allocator; closing it closes the file
     * @throws IOException as there
     */
    public static BStackAllocator open(Path path, BStackOptions options) throws IOException {
        return EVERYWHERE.open(path, options);
    }

    /**
     * Opens the heap on a stack with the allocator that its payload names.
     *
     * @param stack an open stack without an allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed, or carries an allocator
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the heap cannot be recovered or the stack fails; the stack stays open, and closing it
     *     leaves a file that was at rest as it was found
     */
    public static BStackAllocator open(BStack stack) throws IOException {
        return EVERYWHERE.open(stack);
    }

    /**
     * Opens an existing file for reading only, with the allocator that its payload names. It writes nothing: recovery
     * happens in memory.
     *
     * @param path the file; others may have it open for reading at the same time
     * @return the allocator; every change throws IllegalStateException, and closing it closes the file
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the file cannot be opened, or its heap not recovered; the file is closed and unlocked then
     */
    public static BStackAllocator openReadOnly(Path path) throws IOException {
        return EVERYWHERE.openReadOnly(path);
    }

    /**
     * Opens an existing file for reading only; see {@link #openReadOnly(Path)}.
     *
     * @param path the file
     * @param options of the stack
     * @return the allocator; every change throws IllegalStateException, and closing it closes the file
     * @throws IOException as there
     */
    public static BStackAllocator openReadOnly(Path path, BStackOptions options) throws IOException {
        return EVERYWHERE.openReadOnly(path, options);
    }

    /**
     * Makes a file a heap of the named allocator, or opens it if it is one.
     *
     * <p>It creates a missing file, and removes it again if that fails. It formats
     *
     * <ol>
     *   <li>an empty file, or one that has a part of a file's header;
     *   <li>a file with an empty payload;
     *   <li>a payload of at most 48 zero bytes, which an interrupted creation leaves.
     * </ol>
     *
     * <p>An allocator without a magic, such as the linear one, opens every payload. For any other file it throws, and
     * the file stays as it is.
     *
     * @param path the file
     * @param allocatorName the name of an installed allocator
     * @return the allocator; closing it closes the file
     * @throws UnknownAllocatorException if no allocator of that name is installed, or the file is not one of its heaps
     * @throws IOException if the file cannot be created or opened; a file that was there is as it was, closed and
     *     unlocked
     */
    public static BStackAllocator create(Path path, String allocatorName) throws IOException {
        return EVERYWHERE.create(path, allocatorName);
    }

    /**
     * Makes a file a heap of the named allocator, or opens it; see {@link #create(Path, String)}.
     *
     * @param path the file
     * @param allocatorName the name of an installed allocator
     * @param options of the stack; the file is created if it is missing, whatever they say
     * @return the allocator; closing it closes the file
     * @throws IOException as there
     */
    public static BStackAllocator create(Path path, String allocatorName, BStackOptions options) throws IOException {
        return EVERYWHERE.create(path, allocatorName, options);
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
        return EVERYWHERE.create(stack, allocatorName);
    }

    /**
     * {@return the provider of the allocator that the stack's payload names; empty if none is installed that knows it}
     *
     * @param stack the stack; it is only read
     * @throws UnknownAllocatorException if two are left to choose from
     * @throws IOException if the stack fails
     */
    public static Optional<BStackAllocatorProvider> detect(BStack stack) throws IOException {
        return EVERYWHERE.detect(stack);
    }

    /** {@return the providers that are installed now and work, ordered by name} */
    public static List<BStackAllocatorProvider> providers() {
        return EVERYWHERE.providers();
    }

    /**
     * {@return what suggests that a payload is a heap although no installed allocator claims it; empty for a plain
     * stack, and for a heap that is claimed}
     *
     * <p>That is the magic of an allocator that is known but not installed, or bytes at the place of a known
     * magic that differ from it by at most two of six. A program that treats a payload as a plain stack checks this
     * before it writes, because a push destroys a heap.
     *
     * @param stack the stack; it is only read
     * @throws UnknownAllocatorException if two allocators claim it
     * @throws IOException if the stack fails
     */
    public static List<Finding> signsOfHeap(BStack stack) throws IOException {
        return EVERYWHERE.signsOfHeap(stack);
    }

    /**
     * Inspects a file without changing it: which allocator it belongs to, what an open would mend, and what is unsound.
     * It reads the whole heap.
     *
     * <p>Damage is part of the result, not an exception. These are sound:
     *
     * <ol>
     *   <li>a heap in which the allocator finds nothing wrong and whose root, the first 16 of the bytes that are
     *       left to the user, is zero or names something that is allocated;
     *   <li>a payload that no allocator claims and that is not {@linkplain #signsOfHeap like a heap}.
     * </ol>
     *
     * @param path the file; others may have it open for reading at the same time
     * @return what was found
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if two allocators claim the payload, or the one that does cannot be loaded
     * @throws IOException if the file cannot be read, or is of another format version
     */
    public static HeapInspection inspect(Path path) throws IOException {
        return EVERYWHERE.inspect(path);
    }

    /**
     * Inspects a file without changing it; see {@link #inspect(Path)}.
     *
     * @param path the file
     * @param options of the stack
     * @return what was found
     * @throws IOException as there
     */
    public static HeapInspection inspect(Path path, BStackOptions options) throws IOException {
        return EVERYWHERE.inspect(path, options);
    }

    /**
     * Inspects a stack without changing it, as {@link #inspect(Path)} does. Changes of other threads wait meanwhile.
     *
     * @param stack an open stack without an allocator, outside of a transaction
     * @return what was found
     * @throws IllegalStateException if the stack is closed, carries an allocator, or is in a transaction
     * @throws UnknownAllocatorException if two allocators claim the payload, or the one that does cannot be loaded
     * @throws IOException if the stack fails
     */
    public static HeapInspection inspect(BStack stack) throws IOException {
        return EVERYWHERE.inspect(stack);
    }
}
