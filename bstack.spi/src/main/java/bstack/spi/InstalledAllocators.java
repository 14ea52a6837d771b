package bstack.spi;

import bstack.core.BStack;
import bstack.core.BStackCorruptException;
import bstack.core.BStackOptions;
import bstack.spi.internal.Detection;
import bstack.spi.internal.HeapOpener;
import bstack.spi.internal.Inspection;
import bstack.spi.internal.Installed;
import bstack.spi.internal.PayloadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The opener of heaps with the allocators of one class loader, or of one layer of modules; see
 * {@link BStackAllocators#in(ClassLoader)}. It does what {@link BStackAllocators} does, but only with these allocators
 * and the linear one, which is always there. Every call searches for them again. Thread-safe.
 */
public final class InstalledAllocators {
    private final Supplier<List<Installed>> search;

    InstalledAllocators(Supplier<List<Installed>> search) {
        this.search = search;
    }

    /**
     * Opens an existing file; see {@link BStackAllocators#open(Path)}.
     *
     * @param path the file
     * @return the allocator; closing it closes the file
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the file cannot be opened, or its heap not recovered; it is as it was, closed and unlocked
     */
    public BStackAllocator open(Path path) throws IOException {
        return open(path, BStackOptions.defaults());
    }

    /**
     * Opens an existing file; see {@link #open(Path)}.
     *
     * @param path the file
     * @param options of the stack; the file is never created, whatever they say
     * @return the allocator; closing it closes the file
     * @throws IOException as there
     */
    public BStackAllocator open(Path path, BStackOptions options) throws IOException {
        checkExists(path);
        HeapOpener opener = new HeapOpener(search.get());
        return orClose(BStack.open(path, options.createsMissing(false), opener::open), opener::open);
    }

    /**
     * Opens the heap on a stack; see {@link BStackAllocators#open(BStack)}.
     *
     * @param stack an open stack without an allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed, or carries an allocator
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the heap cannot be recovered or the stack fails; the stack stays open
     */
    public BStackAllocator open(BStack stack) throws IOException {
        return onStack(stack, new HeapOpener(search.get())::open);
    }

    /**
     * Opens an existing file for reading only; see {@link BStackAllocators#openReadOnly(Path)}.
     *
     * @param path the file
     * @return the allocator; every change throws IllegalStateException, and closing it closes the file
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if the payload is empty, or no installed allocator knows it, or two do
     * @throws IOException if the file cannot be opened, or its heap not recovered; the file is closed and unlocked then
     */
    public BStackAllocator openReadOnly(Path path) throws IOException {
        return openReadOnly(path, BStackOptions.defaults());
    }

    /**
     * Opens an existing file for reading only; see {@link #openReadOnly(Path)}.
     *
     * @param path the file
     * @param options of the stack
     * @return the allocator; every change throws IllegalStateException, and closing it closes the file
     * @throws IOException as there
     */
    public BStackAllocator openReadOnly(Path path, BStackOptions options) throws IOException {
        checkExists(path);
        return orClose(BStack.openReadOnly(path, options), new HeapOpener(search.get())::open);
    }

    /**
     * Makes a file a heap of the named allocator, or opens it; see {@link BStackAllocators#create(Path, String)}.
     *
     * @param path the file
     * @param allocatorName the name of an installed allocator
     * @return the allocator; closing it closes the file
     * @throws UnknownAllocatorException if no allocator of that name is installed, or the file is not one of its heaps
     * @throws IOException if the file cannot be created or opened; a file that was there is as it was, closed and
     *     unlocked
     */
    public BStackAllocator create(Path path, String allocatorName) throws IOException {
        return create(path, allocatorName, BStackOptions.defaults());
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
    public BStackAllocator create(Path path, String allocatorName, BStackOptions options) throws IOException {
        List<Installed> installed = search.get();
        Installed wanted = named(allocatorName, installed, path.toString());
        HeapOpener opener = new HeapOpener(installed);
        boolean missing = Files.notExists(path);
        BStack stack = BStack.open(path, options.createsMissing(true), found -> opener.tryCreating(found, wanted));
        return orClose(stack, new Opening() {
            @Override
            public BStackAllocator on(BStack opened) throws IOException {
                return opener.create(opened, wanted);
            }

            @Override
            public void undo() throws IOException {
                // While the file is locked, so that nobody else can have put anything into it.
                if (missing && stack.isEmpty()) {
                    Files.deleteIfExists(path);
                }
            }
        });
    }

    /**
     * Makes a stack a heap of the named allocator, or opens it; see {@link BStackAllocators#create(BStack, String)}.
     *
     * @param stack an open stack without an allocator
     * @param allocatorName the name of an installed allocator
     * @return the allocator, which has the stack from now on
     * @throws IllegalStateException if the stack is closed, or carries an allocator
     * @throws UnknownAllocatorException if no allocator of that name is installed, or the payload is not one of its
     *     heaps
     * @throws IOException if the stack fails; it stays open
     */
    public BStackAllocator create(BStack stack, String allocatorName) throws IOException {
        List<Installed> installed = search.get();
        Installed wanted = named(allocatorName, installed, stack.name());
        return onStack(stack, opened -> new HeapOpener(installed).create(opened, wanted));
    }

    /**
     * {@return the provider of the allocator that the stack's payload names; empty if none is installed that knows it}
     *
     * @param stack the stack; it is only read
     * @throws UnknownAllocatorException if two are left to choose from
     * @throws IOException if the stack fails
     */
    public Optional<BStackAllocatorProvider> detect(BStack stack) throws IOException {
        return new Detection(search.get()).find(stack).map(Installed::provider);
    }

    /** {@return the providers that are installed now and work, ordered by name} */
    public List<BStackAllocatorProvider> providers() {
        return search.get().stream().map(Installed::provider).toList();
    }

    /**
     * {@return what suggests that a payload is a heap although no installed allocator claims it; see
     * {@link BStackAllocators#signsOfHeap}}
     *
     * @param stack the stack; it is only read
     * @throws UnknownAllocatorException if two allocators claim it
     * @throws IOException if the stack fails
     */
    public List<Finding> signsOfHeap(BStack stack) throws IOException {
        return new Detection(search.get()).signsOfHeap(stack);
    }

    /**
     * Inspects a file without changing it; see {@link BStackAllocators#inspect(Path)}.
     *
     * @param path the file; others may have it open for reading at the same time
     * @return what was found
     * @throws NoSuchFileException if there is no such file
     * @throws UnknownAllocatorException if two allocators claim the payload, or the one that does cannot be loaded
     * @throws IOException if the file cannot be read, or is of another format version
     */
    public HeapInspection inspect(Path path) throws IOException {
        return inspect(path, BStackOptions.defaults());
    }

    /**
     * Inspects a file without changing it; see {@link #inspect(Path)}.
     *
     * @param path the file
     * @param options of the stack
     * @return what was found
     * @throws IOException as there
     */
    public HeapInspection inspect(Path path, BStackOptions options) throws IOException {
        checkExists(path);
        try (BStack stack = BStack.openReadOnly(path, options)) {
            return inspect(stack);
        } catch (BStackCorruptException refusal) {
            return Inspection.refused(path.toString(), refusal);
        }
    }

    /**
     * Inspects a stack without changing it; see {@link BStackAllocators#inspect(BStack)}.
     *
     * @param stack an open stack without an allocator, outside of a transaction
     * @return what was found
     * @throws IllegalStateException if the stack is closed, carries an allocator, or is in a transaction
     * @throws UnknownAllocatorException if two allocators claim the payload, or the one that does cannot be loaded
     * @throws IOException if the stack fails
     */
    public HeapInspection inspect(BStack stack) throws IOException {
        Claim.checkNone(stack);
        if (stack.inTransaction()) {
            throw new IllegalStateException(
                    "%s: inspect is not possible inside a transaction: call it after the transaction"
                            .formatted(stack.name()));
        }
        return Inspection.of(stack, search.get());
    }

    private static Installed named(String name, List<Installed> installed, String path) throws IOException {
        List<Installed> bearers =
                installed.stream().filter(each -> each.name().equals(name)).toList();
        if (bearers.size() != 1) {
            throw PayloadReport.noSuchName(path, name, installed);
        }
        return bearers.get(0);
    }

    private static void checkExists(Path path) throws NoSuchFileException {
        if (Files.notExists(path)) {
            throw new NoSuchFileException(path.toString(), null, "create a heap with BStackAllocators.create");
        }
    }

    /** An action on an open stack, and the action that undoes the open of its file. */
    @FunctionalInterface
    private interface Opening {
        BStackAllocator on(BStack stack) throws IOException;

        default void undo() throws IOException {}
    }

    private static BStackAllocator onStack(BStack stack, Opening opening) throws IOException {
        Claim.checkNone(stack);
        try {
            return opening.on(stack);
        } catch (Throwable failure) {
            stack.leaveAsFound();
            throw failure;
        }
    }

    /** Opens the allocator on a stack of ours, and closes the stack if that fails. */
    private static BStackAllocator orClose(BStack stack, Opening opening) throws IOException {
        try {
            return onStack(stack, opening);
        } catch (Throwable failure) {
            close(stack, opening, failure);
            throw failure;
        }
    }

    private static void close(BStack stack, Opening opening, Throwable failure) {
        try (stack) {
            opening.undo();
        } catch (IOException | RuntimeException second) {
            failure.addSuppressed(second);
        }
    }
}
